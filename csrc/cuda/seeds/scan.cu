// Three launches: every block of 1024 scans itself, one thread adds up the totals of the blocks, every block adds what stands before it.
#include "../kernel.h"

namespace {

constexpr int kThreads = 1024;

__global__ void scan_blocks(const float* data, float* out, float* totals, std::int64_t n) {
    __shared__ float values[kThreads];
    const int lane = static_cast<int>(threadIdx.x);
    const std::int64_t i = std::int64_t{blockIdx.x} * kThreads + lane;
    values[lane] = i < n ? data[i] : 0.0f;
    for (int step = 1; step < kThreads; step *= 2) {
        __syncthreads();
        const float before = lane >= step ? values[lane - step] : 0.0f;
        __syncthreads();
        values[lane] += before;
    }
    if (i < n) out[i] = values[lane];
    if (lane == kThreads - 1) totals[blockIdx.x] = values[lane];
}

__global__ void scan_totals(float* totals, std::int64_t blocks) {
    float before = 0;
    for (std::int64_t i = 0; i < blocks; ++i) {
        const float total = totals[i];
        totals[i] = before;
        before += total;
    }
}

__global__ void add_before(float* out, const float* totals, std::int64_t n) {
    const std::int64_t i = std::int64_t{blockIdx.x} * kThreads + threadIdx.x;
    if (i < n) out[i] += totals[blockIdx.x];
}

}  // namespace

EFT_KERNEL {
    const std::int64_t blocks = (sizes[0] + kThreads - 1) / kThreads;
    if (scratch_bytes < static_cast<std::size_t>(blocks) * sizeof(float)) return 1;
    float *out = static_cast<float*>(outputs[0]), *totals = static_cast<float*>(scratch);
    const unsigned grid = static_cast<unsigned>(blocks);
    scan_blocks<<<grid, kThreads, 0, stream>>>(static_cast<const float*>(inputs[0]), out, totals, sizes[0]);
    scan_totals<<<1, 1, 0, stream>>>(totals, blocks);
    add_before<<<grid, kThreads, 0, stream>>>(out, totals, sizes[0]);
    return 0;
}
