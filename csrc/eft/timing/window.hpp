// What the timer holds while it measures: its view of the shared buffers, and its place ahead of ordinary processes.
#pragma once

#include <sched.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <system_error>
#include <vector>

#include "eft/timing/layout.hpp"

namespace eft::timing {

// One file of the doorbell as the timer sees it: writable, no guard pages.
class Window {
  public:
    Window(int file, const std::vector<std::size_t>& bytes) : layout_(bytes) {
        void* at = mmap(nullptr, layout_.file, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
        if (at == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
        base_ = static_cast<std::byte*>(at);
    }
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;
    ~Window() { munmap(base_, layout_.file); }

    template <class Head>
    Head& head() const {
        return *reinterpret_cast<Head*>(base_);
    }
    std::size_t count() const { return layout_.buffers.size(); }
    std::span<std::byte> buffer(std::size_t k) const {
        const Buffer& b = layout_.buffers[k];
        return {base_ + b.in_file + b.slack, b.bytes};
    }
    std::span<std::byte> slack(std::size_t k) const {
        const Buffer& b = layout_.buffers[k];
        return {base_ + b.in_file, b.slack};
    }
    const Layout& layout() const { return layout_; }

  private:
    Layout layout_;
    std::byte* base_;
};

// Ahead of ordinary processes while it lives, where that is permitted (CAP_SYS_NICE); else nothing changes.
class Ahead {
  public:
    Ahead() : before_(sched_getscheduler(0)) {
        sched_param one{};
        one.sched_priority = 1;
        changed_ = before_ == SCHED_OTHER && sched_setscheduler(0, SCHED_RR, &one) == 0;
    }
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;
    ~Ahead() {
        const sched_param none{};
        if (changed_) sched_setscheduler(0, before_, &none);
    }

  private:
    int before_;
    bool changed_;
};

}  // namespace eft::timing
