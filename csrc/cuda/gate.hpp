// Holds a stream back until the host opens the gate, so that launch jitter ends before the clock starts, and measures the SM clock while
// it waits. After a second it opens by itself: a candidate that waits for its own stream would otherwise never return.
#pragma once

#include <cmath>
#include <cstdint>

#include "device.hpp"
#include "launch.hpp"

namespace eft::cuda {

class Gate {
  public:
    Gate() {
        require(cudaHostAlloc(reinterpret_cast<void**>(&state_), sizeof(GateState), cudaHostAllocMapped), "allocate the gate");
        require(cudaHostGetDevicePointer(reinterpret_cast<void**>(&device_), state_, 0), "map the gate");
    }
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;
    ~Gate() { cudaFreeHost(state_); }

    void close(cudaStream_t stream) {
        *state_ = {};
        require(launch::hold(device_, kLimitNs, stream), "hold the stream");
    }

    // Waits until the stream has been held for a while, then opens; the host's time of that, us.
    double open() {
        volatile GateState* state = state_;
        const double asked = launch::host_us();
        while (state->started == 0 && launch::host_us() - asked < kPatienceUs) {
        }
        const double started = launch::host_us();
        while (launch::host_us() - started < kHeldUs) {
        }
        const double opened = launch::host_us();
        state->open = 1;
        return opened;
    }

    // Both only after the device was synchronised.
    bool timed_out() const { return state_->timed_out != 0; }
    double clock_mhz() const {
        return state_->elapsed_ns == 0 ? NAN : 1e3 * static_cast<double>(state_->cycles) / static_cast<double>(state_->elapsed_ns);
    }

  private:
    static constexpr std::uint64_t kLimitNs = 1'000'000'000;
    static constexpr double kHeldUs = 100;  // the global timer may step by 1 us: 1 % of the clock
    static constexpr double kPatienceUs = 5e6;
    GateState* state_ = nullptr;
    GateState* device_ = nullptr;
};

}  // namespace eft::cuda
