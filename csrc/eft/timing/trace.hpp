// What the timer sees of the harness from outside: ptrace(2) stops it between calls, shows where it stands, and tells how it ended.
#pragma once

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "eft/timing/wait.hpp"

namespace eft::timing {

using Clock = std::chrono::steady_clock;

enum class End {
    none,
    deadline,
    crashed,
    forbidden,
    exited,
    not_back,
    load_failed,
    inputs_changed,
    out_of_bounds,
    not_locked,
    not_started
};

struct Fate {
    End end = End::none;
    int number = 0;             // signal, system call or exit status
    std::uint64_t address = 0;  // of a fault
    bool over() const { return end != End::none; }
};

class Tracee {
  public:
    explicit Tracee(pid_t pid)
        : pid_(pid), schedstat_(open(("/proc/" + std::to_string(pid) + "/schedstat").c_str(), O_RDONLY | O_CLOEXEC)) {
        const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP;
        if (ptrace(PTRACE_SEIZE, pid, nullptr, options) == 0) return;
        const int error = errno;
        if (schedstat_ >= 0) close(schedstat_);
        throw std::system_error(error, std::generic_category(), "ptrace");
    }
    Tracee(const Tracee&) = delete;
    Tracee& operator=(const Tracee&) = delete;
    ~Tracee() { kill(); }

    pid_t pid() const { return pid_; }

    // Any end or stop that happened meanwhile, without waiting.
    Fate poll() {
        int status = 0;
        const pid_t got = waitpid(pid_, &status, WNOHANG | __WALL);
        return got == pid_ ? judge(status) : Fate{};
    }

    void resume() {
        if (!dead_) ptrace(PTRACE_CONT, pid_, nullptr, nullptr);
    }

    // Stops the harness inside its wait loop with the next call in hand; it stays stopped.
    Fate hold(std::uint64_t wait, std::uint64_t bell, std::uint64_t next, Clock::time_point deadline) {
        for (auto run = std::chrono::microseconds(2);; run = std::min(2 * run, std::chrono::microseconds(1000))) {
            if (ptrace(PTRACE_INTERRUPT, pid_, nullptr, nullptr) != 0 && errno != ESRCH)
                throw std::system_error(errno, std::generic_category(), "ptrace interrupt");
            int status = 0;
            if (waitpid(pid_, &status, __WALL) != pid_) return {End::exited, 0};
            if (const Fate fate = judge(status); fate.over()) return fate;
            user_regs_struct at{};
            if (ptrace(PTRACE_GETREGS, pid_, nullptr, &at) != 0) return {End::exited, 0};
            const bool inside = at.rip >= wait && at.rip < wait + wait_length() - unsafe_tail;
            if (inside && at.rdi == bell && at.rsi == next) return {};
            if (Clock::now() > deadline) return {End::not_back};
            resume();  // longer each time, and asleep: a process that is stopped again before it runs would never get there
            const timespec nap{0, run.count() * 1000};
            nanosleep(&nap, nullptr);
        }
    }

    // The bytes of the harness's wait loop are ours.
    bool same_code(std::uint64_t wait) const {
        std::vector<unsigned char> theirs(wait_length());
        const iovec local{theirs.data(), theirs.size()}, remote{reinterpret_cast<void*>(wait), theirs.size()};
        if (process_vm_readv(pid_, &local, 1, &remote, 1, 0) != static_cast<ssize_t>(theirs.size())) return false;
        return std::memcmp(theirs.data(), reinterpret_cast<const void*>(&wait_for_bell), theirs.size()) == 0;
    }

    // The lines of /proc/PID/maps that hold these addresses.
    std::string mappings(const std::vector<std::uint64_t>& addresses) const {
        std::ifstream maps("/proc/" + std::to_string(pid_) + "/maps");
        std::string out;
        for (std::string line; std::getline(maps, line);) {
            const std::uint64_t low = std::stoull(line, nullptr, 16), high = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
            for (const std::uint64_t address : addresses)
                if (address >= low && address < high) out += line + "\n";
        }
        return out;
    }

    // A number in /proc/PID/status, -1 if there is no such line. pid 0: of this process.
    static long status_of(pid_t pid, const std::string& key) {
        std::ifstream status("/proc/" + (pid ? std::to_string(pid) : std::string("self")) + "/status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with(key + ":")) return std::stol(line.substr(key.size() + 1));
        return -1;
    }

    // Time in ns that the harness waited for a core so far (second number of /proc/PID/schedstat), -1 where the kernel does not tell.
    // Its CPU clock would not do: read from another process it moves only with the scheduler's tick.
    std::int64_t waited() const {
        std::array<char, 96> text{};
        if (schedstat_ < 0 || pread(schedstat_, text.data(), text.size() - 1, 0) <= 0) return -1;
        char* end = nullptr;
        std::strtoull(text.data(), &end, 10);
        return static_cast<std::int64_t>(std::strtoull(end, nullptr, 10));
    }

    void kill() {
        if (schedstat_ >= 0) close(schedstat_);
        schedstat_ = -1;
        if (dead_) return;
        dead_ = true;
        ::kill(pid_, SIGKILL);  // not reaped yet, so the number is still its own
        int status = 0;
        while (waitpid(pid_, &status, __WALL) == pid_ && !WIFEXITED(status) && !WIFSIGNALED(status)) {
        }
    }

  private:
    pid_t pid_;
    int schedstat_;
    bool dead_ = false;

    Fate judge(int status) {
        if (WIFEXITED(status)) return dead_ = true, Fate{End::exited, WEXITSTATUS(status)};
        if (WIFSIGNALED(status)) return dead_ = true, Fate{End::crashed, WTERMSIG(status)};
        const int event = status >> 16;
        if (event == PTRACE_EVENT_STOP) return {};
        if (event == PTRACE_EVENT_SECCOMP) {
            user_regs_struct at{};
            ptrace(PTRACE_GETREGS, pid_, nullptr, &at);
            return {End::forbidden, static_cast<int>(at.orig_rax)};
        }
        siginfo_t info{};
        ptrace(PTRACE_GETSIGINFO, pid_, nullptr, &info);
        return {End::crashed, WSTOPSIG(status), reinterpret_cast<std::uint64_t>(info.si_addr)};
    }
};

}  // namespace eft::timing
