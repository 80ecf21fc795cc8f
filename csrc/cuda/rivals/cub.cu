#include "cub.hpp"

#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>
#include <cub/device/device_scan.cuh>
#include <cub/device/device_segmented_reduce.cuh>

namespace rivals {
namespace {

struct RowStart {
    std::int64_t columns;
    __host__ __device__ std::int64_t operator()(std::int64_t row) const { return row * columns; }
};

}  // namespace

int scan(void* scratch, std::size_t scratch_bytes, const float* data, float* out, std::int64_t n, cudaStream_t stream) {
    return cub::DeviceScan::InclusiveSum(scratch, scratch_bytes, data, out, n, stream);
}

int row_sums(void* scratch, std::size_t scratch_bytes, const float* data, float* sums, std::int64_t rows, std::int64_t columns,
             cudaStream_t stream) {
    const auto starts = thrust::make_transform_iterator(thrust::make_counting_iterator(std::int64_t{0}), RowStart{columns});
    return cub::DeviceSegmentedReduce::Sum(scratch, scratch_bytes, data, sums, rows, starts, starts + 1, stream);
}

}  // namespace rivals
