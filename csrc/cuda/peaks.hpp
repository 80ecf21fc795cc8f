// What this device can do at most: bytes from and to memory, fp32 multiply-adds. Host only.
#pragma once

#include <algorithm>
#include <cmath>

#include "device.hpp"
#include "launch.hpp"
#include "operations.hpp"

namespace eft::cuda {

// Best of ten, us: a peak is what the device can do, not what it does on average.
template <class Launch>
double best_us(cudaStream_t stream, Launch launch) {
    const Event start, stop;
    double best = INFINITY;
    for (int i = 0; i < 10; ++i) {
        start.record(stream);
        require(launch(), "launch a peak kernel");
        stop.record(stream);
        require(cudaStreamSynchronize(stream), "measure a peak");
        best = std::min(best, stop.us_since(start));
    }
    return best;
}

inline Peaks measure_peaks(const cudaDeviceProp& device, double clock_mhz, cudaStream_t stream) {
    const std::size_t bytes = std::max<std::size_t>(std::size_t{256} << 20, 4 * static_cast<std::size_t>(device.l2CacheSize));
    const Guarded from(bytes), to(bytes);
    require(cudaMemsetAsync(from.data(), 0, bytes, stream), "clear");
    float* sink = reinterpret_cast<float*>(to.data());
    const double read_us = best_us(stream, [&] { return launch::sweep(from.data(), bytes, sink, stream); });
    const double copy_us =
        best_us(stream, [&] { return cudaMemcpyAsync(to.data(), from.data(), bytes, cudaMemcpyDeviceToDevice, stream); });
    double flops = 0;
    const double fma_us = best_us(stream, [&] { return launch::multiply_adds(sink, device.multiProcessorCount, &flops, stream); });
    const double size = static_cast<double>(bytes);
    return {.bytes_per_us = std::max(size / read_us, 2 * size / copy_us),
            .fma_flops_per_us = flops / fma_us,
            .tensor_flops_per_us = tensor_flops_per_clock(device.major, device.minor) * device.multiProcessorCount * clock_mhz,
            .l2_bytes = static_cast<double>(device.l2CacheSize)};
}

}  // namespace eft::cuda
