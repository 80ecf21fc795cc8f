// How the harness's kernels walk over their data: grid-stride loops, blocks of one size.
#pragma once

#include <cstdint>

// The test's stand-in for a device walks over the grid in a plain loop.
#ifndef EFT_LAUNCH
#define EFT_LAUNCH(kernel, blocks, threads, stream, ...) kernel<<<blocks, threads, 0, stream>>>(__VA_ARGS__)
#endif

namespace eft::cuda {

inline constexpr unsigned kThreads = 256;  // of a block

// Enough to fill any device, no more than the work needs.
inline unsigned blocks_for(std::uint64_t items) {
    const std::uint64_t wanted = (items + kThreads - 1) / kThreads;
    return static_cast<unsigned>(wanted < 1 ? 1 : wanted > 8192 ? 8192 : wanted);
}

__device__ inline std::uint64_t grid_index() { return std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x; }
__device__ inline std::uint64_t grid_size() { return std::uint64_t{gridDim.x} * blockDim.x; }

}  // namespace eft::cuda
