// Kernels that measure: one holds a stream and counts cycles, one does nothing but multiply and add.
#include <cmath>
#include <cstdint>

#include "grid.cuh"
#include "launch.hpp"

namespace eft::cuda {
namespace {

__device__ std::uint64_t global_ns() {
    std::uint64_t ns;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(ns));
    return ns;
}

__global__ void hold_stream(volatile GateState* state, std::uint64_t limit_ns) {
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

constexpr int kFmaSteps = 4096, kFmaChains = 8;  // eight independent chains hide the latency of one

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

}  // namespace

cudaError_t launch::hold(GateState* state, std::uint64_t limit_ns, cudaStream_t stream) {
    EFT_LAUNCH(hold_stream, 1, 1, stream, state, limit_ns);
    return cudaGetLastError();
}

cudaError_t launch::multiply_adds(float* sink, int processors, double* flops, cudaStream_t stream) {
    const unsigned blocks = static_cast<unsigned>(processors) * 32;
    *flops = 2.0 * kFmaSteps * kFmaChains * kThreads * blocks;
    EFT_LAUNCH(fma_chains, blocks, kThreads, stream, sink, 0.999f);
    return cudaGetLastError();
}

}  // namespace eft::cuda
