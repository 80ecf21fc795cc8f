// CUB behind two plain functions, so that one file alone includes it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <cuda_runtime_api.h>

namespace rivals {

int scan(void* scratch, std::size_t scratch_bytes, const float* data, float* out, std::int64_t n, cudaStream_t stream);
int row_sums(void* scratch, std::size_t scratch_bytes, const float* data, float* sums, std::int64_t rows, std::int64_t columns,
             cudaStream_t stream);

}  // namespace rivals
