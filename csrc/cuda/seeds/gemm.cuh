// One thread for each output, no tiles: what a candidate starts from.
#pragma once

#include <cuda_bf16.h>

#include "../kernel.h"

namespace {

__device__ inline float widen(float value) { return value; }
__device__ inline float widen(__nv_bfloat16 value) { return __bfloat162float(value); }

template <class Element>
__global__ void gemm(const Element* a, const Element* b, float* c, int m, int n, int k) {
    const int row = static_cast<int>(blockIdx.y * blockDim.y + threadIdx.y),
              column = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (row >= m || column >= n) return;
    float sum = 0;
    for (int i = 0; i < k; ++i) sum = fmaf(widen(a[row * k + i]), widen(b[i * n + column]), sum);
    c[row * n + column] = sum;
}

template <class Element>
int launch_gemm(const void* const* inputs, void* const* outputs, const std::int64_t* sizes, cudaStream_t stream) {
    const int m = static_cast<int>(sizes[0]), n = static_cast<int>(sizes[1]), k = static_cast<int>(sizes[2]);
    const dim3 block(32, 8), grid(static_cast<unsigned>(n + 31) / 32, static_cast<unsigned>(m + 7) / 8);
    gemm<<<grid, block, 0, stream>>>(static_cast<const Element*>(inputs[0]), static_cast<const Element*>(inputs[1]),
                                     static_cast<float*>(outputs[0]), m, n, k);
    return 0;
}

}  // namespace
