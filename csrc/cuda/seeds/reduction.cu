// One warp for each row.
#include "../kernel.h"

namespace {

__global__ void row_sums(const float* data, float* sums, std::int64_t rows, std::int64_t columns) {
    const std::int64_t row = (std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x) / 32;
    if (row >= rows) return;
    float sum = 0;
    for (std::int64_t i = threadIdx.x % 32; i < columns; i += 32) sum += data[row * columns + i];
    for (int lanes = 16; lanes > 0; lanes /= 2) sum += __shfl_down_sync(0xFFFFFFFFu, sum, static_cast<unsigned>(lanes));
    if (threadIdx.x % 32 == 0) sums[row] = sum;
}

}  // namespace

EFT_KERNEL {
    row_sums<<<static_cast<unsigned>((sizes[0] + 7) / 8), 256, 0, stream>>>(static_cast<const float*>(inputs[0]),
                                                                            static_cast<float*>(outputs[0]), sizes[0], sizes[1]);
    return 0;
}
