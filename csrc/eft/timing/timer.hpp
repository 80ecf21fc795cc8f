// The trusted side of the doorbell: owns clock, inputs and outputs of one harness process. Sessions that are never running at the same time
// may stand on the same two files: the same memory pages for all of them, so that page placement favours none.
//
// One call: the harness is stopped in its wait loop; inputs are written and outputs poisoned; it runs again and is seen waiting; clock;
// bell; answer; outputs copied to private memory in a secret order; clock; stop. Only the copy is checked. An early answer gains nothing:
// the first blocks that are copied lie anywhere. The null kernel pays the same copy, so it can be subtracted.
#pragma once

#include <sched.h>
#include <sys/random.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <random>
#include <span>

#include "eft/timing/layout.hpp"
#include "eft/timing/trace.hpp"
#include "eft/timing/window.hpp"

namespace eft::timing {

struct Call {
    Fate fate;
    std::int64_t wall_ns = 0;    // bell to the end of the copy
    std::int64_t waited_ns = 0;  // of it, the harness waited for its core; -1: unknown
    std::int64_t away_ns = 0;    // of it, this thread did not run (wall clock minus its CPU clock)
    std::int64_t back_ns = 0;    // after it, until the harness stood in its wait loop again
};

inline std::int64_t nanoseconds(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return t.tv_sec * std::int64_t{1'000'000'000} + t.tv_nsec;
}

class Timer {
  public:
    static constexpr std::size_t block = 4096;  // bytes copied at a time
    static constexpr std::byte slack_mark{0x5a};

    Timer(pid_t pid, int in_file, int out_file, const std::vector<std::size_t>& in, const std::vector<std::size_t>& out, bool shared_core)
        : in_(in_file, in), out_(out_file, out), shared_core_(shared_core), tracee_(pid) {
        if (wait_length() == 0) throw std::runtime_error("the wait loop was not compiled as written");
        for (std::size_t k = 0; k < out_.count(); ++k) {
            copy_.emplace_back(out_.buffer(k).size());
            for (std::size_t at = 0; at < out_.buffer(k).size(); at += block) order_.push_back({k, at});
        }
        std::uint64_t seed = 0;
        if (getrandom(&seed, sizeof seed, 0) != sizeof seed) throw std::runtime_error("no random numbers");
        secret_.seed(seed);
    }

    // Let it load the candidate, and prove from outside that it is locked in: both filters on, one thread, our code and mappings in place.
    // boot: seconds for our own code until there; load: seconds for the candidate's.
    Fate start(double boot, double load) {
        if (await(State::waiting, after(boot)).over()) return {End::not_started};
        const auto deadline = after(load);
        const Answer& said = out_.head<Answer>();
        wait_ = said.wait, bell_ = said.ask, inputs_ = said.inputs, outputs_ = said.outputs;
        const std::string before = tracee_.mappings(fixed());
        const long filters = Tracee::status_of(0, "Seccomp_filters");
        std::atomic_ref(in_.head<Ask>().bell).store(1, std::memory_order_release);
        if (const Fate fate = await(State::ready, deadline); fate.over()) return fate;
        if (const Fate fate = tracee_.hold(wait_, bell_, call_ + 1, deadline); fate.over()) return fate;
        const bool locked = filters >= 0 && Tracee::status_of(tracee_.pid(), "Seccomp_filters") == filters + 2;
        const bool alone = Tracee::status_of(tracee_.pid(), "Threads") == 1;
        const bool intact = tracee_.same_code(wait_) && !before.empty() && tracee_.mappings(fixed()) == before;
        return locked && alone && intact ? Fate{} : Fate{End::not_locked};
    }

    // poison: 8 bytes per output, repeated from its first byte.
    Call call(std::span<const std::span<const std::byte>> inputs, std::span<const std::int64_t> sizes,
              std::span<const std::uint64_t> poison, double seconds) {
        Call result;
        publish(inputs, sizes, poison);
        const Ahead ahead;
        const auto deadline = after(seconds);
        tracee_.resume();
        if (result.fate = await_ticks(deadline); result.fate.over()) return result;
        result.fate = ring(result, deadline);
        const std::int64_t answered = nanoseconds(CLOCK_MONOTONIC);
        if (!result.fate.over()) result.fate = tracee_.hold(wait_, bell_, call_ + 1, after(back_s));
        result.back_ns = nanoseconds(CLOCK_MONOTONIC) - answered;
        if (!result.fate.over()) result.fate = compare(inputs);
        return result;
    }

    std::span<const std::byte> output(std::size_t k) const { return copy_[k]; }
    std::size_t inputs() const { return in_.count(); }
    std::size_t outputs() const { return out_.count(); }
    std::size_t input_bytes(std::size_t k) const { return in_.buffer(k).size(); }
    void kill() { tracee_.kill(); }

    // The harness's own text, after load_failed: only to be shown.
    std::string error() const {
        const auto& text = out_.head<Answer>().error;
        return {text.begin(), std::find(text.begin(), text.end(), '\0')};
    }

    // "input 1", "the guard page after output 0", ...: what a fault touched.
    std::string place(std::uint64_t address) const {
        if (const auto in = place_in(in_.layout(), inputs_, address, "input"); !in.empty()) return in;
        return place_in(out_.layout(), outputs_, address, "output");
    }

  private:
    struct Block {
        std::size_t output, at;
    };
    static constexpr double back_s = 1.0;                      // from the answer to the wait loop
    static constexpr std::uint64_t rounds_per_look = 1 << 12;  // between looks at the clock and at the harness

    Window in_, out_;
    bool shared_core_;
    Tracee tracee_;
    std::vector<std::vector<std::byte>> copy_;
    std::vector<Block> order_;
    std::mt19937_64 secret_;
    std::uint64_t call_ = 1, wait_ = 0, bell_ = 0, inputs_ = 0, outputs_ = 0;

    static Clock::time_point after(double seconds) {
        return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    }

    std::vector<std::uint64_t> fixed() const {
        std::vector<std::uint64_t> all{wait_, bell_, outputs_};
        for (const Buffer& b : in_.layout().buffers) all.push_back(inputs_ + b.in_window);
        return all;
    }

    // Spins until `there()`; looks at the harness and the deadline now and then.
    template <class There>
    Fate spin(There there, Clock::time_point deadline) {
        const std::uint64_t look = shared_core_ ? 64 : rounds_per_look;
        for (std::uint64_t round = 1; !there(); ++round) {
            __builtin_ia32_pause();
            if (round % look) continue;
            if (const Fate fate = tracee_.poll(); fate.over()) return fate;
            if (Clock::now() > deadline) return {End::deadline};
            if (shared_core_) sched_yield();
        }
        return {};
    }

    Fate await(State wanted, Clock::time_point deadline) {
        std::atomic_ref state(out_.head<Answer>().state);
        for (;;) {
            const auto now = static_cast<State>(state.load(std::memory_order_acquire));
            if (now == State::failed) return {End::load_failed};
            if (now == wanted) return {};
            if (const Fate fate = tracee_.poll(); fate.over()) return fate;
            if (Clock::now() > deadline) return {End::deadline};
            const timespec nap{0, 200'000};
            nanosleep(&nap, nullptr);
        }
    }

    Fate await_ticks(Clock::time_point deadline) {
        std::atomic_ref ticks(out_.head<Answer>().ticks);
        const std::uint64_t first = ticks.load(std::memory_order_relaxed);
        const std::uint64_t lines = (in_.layout().window + out_.layout().window) / 64;  // one round of prefetches
        return spin([&] { return ticks.load(std::memory_order_relaxed) - first > lines; }, deadline);
    }

    void publish(std::span<const std::span<const std::byte>> inputs, std::span<const std::int64_t> sizes,
                 std::span<const std::uint64_t> poison) {
        Ask& ask = in_.head<Ask>();
        std::atomic_ref(ask.bell).store(0, std::memory_order_relaxed);  // what stands there may be another session's
        std::atomic_ref(out_.head<Answer>().done).store(0, std::memory_order_relaxed);
        ask.sizes = {};
        std::copy(sizes.begin(), sizes.end(), ask.sizes.begin());
        for (std::size_t k = 0; k < inputs.size(); ++k) std::memcpy(in_.buffer(k).data(), inputs[k].data(), inputs[k].size());
        for (std::size_t k = 0; k < out_.count(); ++k) {
            const auto buffer = out_.buffer(k);
            for (std::size_t at = 0; at < buffer.size(); at += 8)
                std::memcpy(buffer.data() + at, &poison[k], std::min<std::size_t>(8, buffer.size() - at));
            std::ranges::fill(out_.slack(k), slack_mark);
        }
        std::ranges::shuffle(order_, secret_);
    }

    Fate ring(Call& result, Clock::time_point deadline) {
        std::atomic_ref bell(in_.head<Ask>().bell), done(out_.head<Answer>().done);
        const std::uint64_t number = ++call_;
        const std::int64_t waited = tracee_.waited(), own = nanoseconds(CLOCK_THREAD_CPUTIME_ID), start = nanoseconds(CLOCK_MONOTONIC);
        bell.store(number, std::memory_order_release);
        const Fate fate = spin([&] { return done.load(std::memory_order_acquire) == number; }, deadline);
        if (fate.over()) return fate;
        for (const auto [k, at] : order_) {
            const auto from = out_.buffer(k).subspan(at);
            std::memcpy(copy_[k].data() + at, from.data(), std::min(block, from.size()));
        }
        result.wall_ns = nanoseconds(CLOCK_MONOTONIC) - start;
        result.away_ns = std::max<std::int64_t>(0, result.wall_ns - (nanoseconds(CLOCK_THREAD_CPUTIME_ID) - own));
        result.waited_ns = waited < 0 ? -1 : tracee_.waited() - waited;
        return {};
    }

    Fate compare(std::span<const std::span<const std::byte>> inputs) const {
        for (std::size_t k = 0; k < inputs.size(); ++k)
            if (std::memcmp(in_.buffer(k).data(), inputs[k].data(), inputs[k].size()) != 0)
                return {End::inputs_changed, static_cast<int>(k)};
        for (std::size_t k = 0; k < out_.count(); ++k)
            if (!std::ranges::all_of(out_.slack(k), [](std::byte b) { return b == slack_mark; }))
                return {End::out_of_bounds, static_cast<int>(k)};
        return {};
    }

    static std::string place_in(const Layout& layout, std::uint64_t base, std::uint64_t address, const std::string& what) {
        if (address < base || address >= base + layout.window) return {};
        const std::uint64_t at = address - base;
        if (at < page) return "the doorbell";
        for (std::size_t k = 0; k < layout.buffers.size(); ++k) {
            const Buffer& b = layout.buffers[k];
            if (at < b.in_window)
                return k ? "the guard page after " + what + " " + std::to_string(k - 1) : "the guard page before " + what + " 0";
            if (at < b.in_window + b.span()) return what + " " + std::to_string(k);
        }
        return "the guard page after " + what + " " + std::to_string(layout.buffers.size() - 1);
    }
};

}  // namespace eft::timing
