// Device memory with guard zones, streams and events, and errors as exceptions. Host only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

#include <cuda_runtime_api.h>

#include "launch.hpp"

namespace eft::cuda {

struct DeviceError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void require(cudaError_t status, const char* doing) {
    if (status != cudaSuccess) throw DeviceError(std::string(doing) + ": " + cudaGetErrorString(status));
}

// [guard | data | guard]; the data start at the alignment of an allocation and the second guard begins with the first byte after them.
class Guarded {
  public:
    explicit Guarded(std::size_t bytes) : bytes_(bytes) {
        require(cudaMalloc(reinterpret_cast<void**>(&base_), bytes + 2 * kGuardBytes), "allocate");
    }
    Guarded(Guarded&& other) noexcept : base_(std::exchange(other.base_, nullptr)), bytes_(other.bytes_) {}
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;
    Guarded& operator=(Guarded&&) = delete;
    ~Guarded() { cudaFree(base_); }

    std::uint8_t* front() const { return base_; }
    std::uint8_t* data() const { return base_ + kGuardBytes; }
    std::uint8_t* back() const { return data() + bytes_; }
    std::size_t bytes() const { return bytes_; }

  private:
    std::uint8_t* base_ = nullptr;
    std::size_t bytes_;
};

class Event {
  public:
    Event() { require(cudaEventCreate(&event_), "create an event"); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { cudaEventDestroy(event_); }
    void record(cudaStream_t stream) const { require(cudaEventRecord(event_, stream), "record an event"); }
    double us_since(const Event& earlier) const {
        float ms = 0;
        require(cudaEventElapsedTime(&ms, earlier.event_, event_), "read an event");
        return 1e3 * static_cast<double>(ms);
    }

  private:
    cudaEvent_t event_ = nullptr;
};

// Blocking towards the legacy stream on purpose: an event there waits for every stream of this sort.
class Stream {
  public:
    Stream() { require(cudaStreamCreate(&stream_), "create a stream"); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream() { cudaStreamDestroy(stream_); }
    operator cudaStream_t() const { return stream_; }

  private:
    cudaStream_t stream_ = nullptr;
};

}  // namespace eft::cuda
