// The candidate's side of the doorbell: maps the buffers, loads the shared library, locks itself in and answers the bell.
// Nothing that this process says is trusted, except what it wrote before the candidate was loaded.
#pragma once

#include <dlfcn.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "eft/timing/layout.hpp"
#include "eft/timing/wait.hpp"

namespace eft::timing {

using Entry = void (*)(const void* const* in, void* const* out, const std::int64_t* sizes);

inline void do_nothing(const void* const*, void* const*, const std::int64_t*) {}

struct Filter {  // struct sock_fprog
    unsigned short count;
    const void* program;
};

inline bool install(std::span<const std::byte> program) {
    const Filter filter{static_cast<unsigned short>(program.size() / 8), program.data()};
    return prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, &filter, 0, 0) == 0;
}

// Puts one file at `base`: head page, then each buffer between pages without access.
inline bool map_window(std::byte* base, int file, const Layout& layout, int protection) {
    const auto place = [&](std::size_t at, std::size_t bytes, std::size_t offset) {
        return mmap(base + at, bytes, protection, MAP_SHARED | MAP_FIXED | MAP_POPULATE, file, static_cast<off_t>(offset)) != MAP_FAILED;
    };
    if (!place(0, page, 0)) return false;
    for (const Buffer& buffer : layout.buffers)
        if (!place(buffer.in_window, buffer.span(), buffer.in_file)) return false;
    return true;
}

struct Job {
    int in_file, out_file;
    std::vector<std::size_t> in_bytes, out_bytes;
    std::uint64_t spins;
    std::string library;                          // empty: the null kernel
    std::span<const std::byte> loading, running;  // system call filters for the two stages
};

[[noreturn]] inline void give_up(Answer& answer, const char* what) {
    std::snprintf(answer.error.data(), answer.error.size(), "%s", what);
    std::atomic_ref(answer.state).store(static_cast<std::uint64_t>(State::failed), std::memory_order_release);
    for (;;) pause();
}

inline Entry load(const Job& job, Answer& answer) {
    if (job.library.empty()) return do_nothing;
    void* library = dlopen(job.library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) give_up(answer, dlerror());
    void* entry = dlsym(library, "eft_entry");
    if (!entry) give_up(answer, dlerror());
    return reinterpret_cast<Entry>(entry);
}

// Serves until killed. Returns only when the buffers can't be mapped.
inline void serve(const Job& job) {
    const Layout in_layout(job.in_bytes), out_layout(job.out_bytes);
    const std::size_t room = in_layout.window + out_layout.window;
    void* reserved = mmap(nullptr, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved == MAP_FAILED) return;
    auto* in_base = static_cast<std::byte*>(reserved);
    auto* out_base = in_base + in_layout.window;
    if (!map_window(in_base, job.in_file, in_layout, PROT_READ)) return;
    if (!map_window(out_base, job.out_file, out_layout, PROT_READ | PROT_WRITE)) return;
    close(job.in_file), close(job.out_file);
    const auto& ask = *reinterpret_cast<const Ask*>(in_base);
    auto& answer = *reinterpret_cast<Answer*>(out_base);
    std::vector<const void*> in;
    std::vector<void*> out;
    for (const Buffer& b : in_layout.buffers) in.push_back(in_base + b.in_window + b.slack);
    for (const Buffer& b : out_layout.buffers) out.push_back(out_base + b.in_window + b.slack);

    const auto address = [](auto* p) { return reinterpret_cast<std::uint64_t>(p); };
    answer.wait = address(&wait_for_bell), answer.ask = address(&ask.bell), answer.inputs = address(in_base);
    answer.outputs = address(out_base);
    std::atomic_ref(answer.state).store(static_cast<std::uint64_t>(State::waiting), std::memory_order_release);
    const std::byte* end = in_base + room;
    wait_for_bell(&ask.bell, 1, &answer.ticks, 100, in_base, end);

    if (!install(job.loading)) give_up(answer, "seccomp: first filter refused");
    const Entry entry = load(job, answer);
    // With memory from brk only, free() needs no munmap, and mappings can be frozen.
    mallopt(M_MMAP_MAX, 0), mallopt(M_TRIM_THRESHOLD, -1), mallopt(M_TOP_PAD, 1 << 20);
    if (!install(job.running)) give_up(answer, "seccomp: second filter refused");
    std::atomic_ref(answer.state).store(static_cast<std::uint64_t>(State::ready), std::memory_order_release);
    for (std::uint64_t call = 2;; ++call) {
        wait_for_bell(&ask.bell, call, &answer.ticks, job.spins, in_base, end);
        std::atomic_thread_fence(std::memory_order_acquire);
        entry(in.data(), out.data(), ask.sizes.data());
        std::atomic_ref(answer.done).store(call, std::memory_order_release);
    }
}

}  // namespace eft::timing
