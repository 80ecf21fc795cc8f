// Kernels that measure: one holds a stream and counts cycles, one does nothing but multiply and add.
#pragma once

#include <cmath>
#include <cstdint>

#include "launch.hpp"

namespace eft::cuda {

__device__ inline std::uint64_t global_ns() {
    std::uint64_t ns;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(ns));
    return ns;
}

__global__ void hold(volatile GateState* state, std::uint64_t limit_ns) {
    const std::uint64_t start = global_ns();
    const std::int64_t clock = clock64();
    state->started = 1;
    __threadfence_system();
    std::uint64_t elapsed = 0;
    bool open = false;
    while (!open && elapsed < limit_ns) {
        open = state->open != 0;
        elapsed = global_ns() - start;
    }
    state->cycles = clock64() - clock;
    state->elapsed_ns = elapsed;
    state->timed_out = open ? 0 : 1;
    __threadfence_system();
}

inline constexpr int kFmaSteps = 4096, kFmaChains = 8;  // eight independent chains hide the latency of one

__global__ void fma_chains(float* sink, float factor) {
    float value[kFmaChains];
    for (int i = 0; i < kFmaChains; ++i) value[i] = static_cast<float>(threadIdx.x + static_cast<unsigned>(i));
#pragma unroll 4
    for (int step = 0; step < kFmaSteps; ++step)
#pragma unroll
        for (int i = 0; i < kFmaChains; ++i) value[i] = fmaf(value[i], factor, 1.0f);
    float sum = 0;
    for (int i = 0; i < kFmaChains; ++i) sum += value[i];
    if (sum == -1.0f) *sink = sum;  // all terms are positive: never true, but the compiler does not know
}

}  // namespace eft::cuda
