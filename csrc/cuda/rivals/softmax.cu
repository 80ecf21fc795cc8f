// Ours, since the toolkit has none: one block for each row, two passes. The first keeps a running largest and a sum that is rescaled when
// the largest grows (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018, algorithm 3); the second divides.
#include <cmath>

#include "../kernel.h"

namespace {

constexpr unsigned kThreads = 256;

struct Running {
    float largest, sum;
};

__device__ Running merge(Running a, Running b) {
    const float largest = fmaxf(a.largest, b.largest);
    if (largest == -INFINITY) return a;
    return {largest, a.sum * expf(a.largest - largest) + b.sum * expf(b.largest - largest)};
}

__global__ void __launch_bounds__(kThreads) softmax_two_pass(const float* data, float* out, std::int64_t columns) {
    __shared__ Running warps[kThreads / 32];
    const float* from = data + std::int64_t{blockIdx.x} * columns;
    float* to = out + std::int64_t{blockIdx.x} * columns;
    Running mine{-INFINITY, 0};
    for (std::int64_t i = threadIdx.x; i < columns; i += kThreads) mine = merge(mine, {from[i], 1});
    for (int lanes = 16; lanes > 0; lanes /= 2)
        mine = merge(mine, {__shfl_xor_sync(0xFFFFFFFFu, mine.largest, lanes), __shfl_xor_sync(0xFFFFFFFFu, mine.sum, lanes)});
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = mine;
    __syncthreads();
    Running all = warps[0];
    for (unsigned warp = 1; warp < kThreads / 32; ++warp) all = merge(all, warps[warp]);
    for (std::int64_t i = threadIdx.x; i < columns; i += kThreads) to[i] = expf(from[i] - all.largest) / all.sum;
}

}  // namespace

EFT_KERNEL {
    softmax_two_pass<<<static_cast<unsigned>(sizes[0]), kThreads, 0, stream>>>(static_cast<const float*>(inputs[0]),
                                                                               static_cast<float*>(outputs[0]), sizes[1]);
    return 0;
}
