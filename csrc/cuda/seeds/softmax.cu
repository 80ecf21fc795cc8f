// One warp for each row, three passes over it: largest, sum, quotients.
#include <cmath>

#include "../kernel.h"

namespace {

__global__ void softmax(const float* data, float* out, std::int64_t rows, std::int64_t columns) {
    const std::int64_t row = (std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
    if (row >= rows) return;
    const float* from = data + row * columns;
    float largest = -INFINITY, sum = 0;
    for (std::int64_t i = lane; i < columns; i += 32) largest = fmaxf(largest, from[i]);
    for (int lanes = 16; lanes > 0; lanes /= 2) largest = fmaxf(largest, __shfl_xor_sync(0xFFFFFFFFu, largest, lanes));
    for (std::int64_t i = lane; i < columns; i += 32) sum += expf(from[i] - largest);
    for (int lanes = 16; lanes > 0; lanes /= 2) sum += __shfl_xor_sync(0xFFFFFFFFu, sum, lanes);
    for (std::int64_t i = lane; i < columns; i += 32) out[row * columns + i] = expf(from[i] - largest) / sum;
}

}  // namespace

EFT_KERNEL {
    softmax<<<static_cast<unsigned>((sizes[0] + 7) / 8), 256, 0, stream>>>(static_cast<const float*>(inputs[0]),
                                                                           static_cast<float*>(outputs[0]), sizes[0], sizes[1]);
    return 0;
}
