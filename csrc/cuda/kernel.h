// The one C entry of a candidate kernel. Compile to a shared library: nvcc -shared -Xcompiler -fPIC candidate.cu -o candidate.so
//
//   #include "kernel.h"
//   EFT_KERNEL { my_kernel<<<blocks, threads, 0, stream>>>(...); return 0; }
//
// inputs, outputs  host arrays of device pointers, in the order of the operation (operations.hpp); another set of pointers at each call
// scratch          device memory of scratch_bytes bytes, filled with signalling NaNs before every call
// sizes            the shape (host memory)
// stream           where the work must be, or must be joined to, when the entry returns
// returns          0, or any other number to give up
//
// The entry only enqueues: it waits for nothing (no synchronisation, no allocation), keeps nothing from an earlier call, starts no thread,
// writes outputs and scratch alone. timer.hpp says how each of these is checked.
#pragma once

#include <cstddef>
#include <cstdint>

#include <cuda_runtime_api.h>

#define EFT_KERNEL                                                                                               \
    extern "C" int eft_kernel([[maybe_unused]] const void* const* inputs, [[maybe_unused]] void* const* outputs, \
                              [[maybe_unused]] void* scratch, [[maybe_unused]] std::size_t scratch_bytes,        \
                              [[maybe_unused]] const std::int64_t* sizes, [[maybe_unused]] cudaStream_t stream)

namespace eft::cuda {
using Kernel = int (*)(const void* const* inputs, void* const* outputs, void* scratch, std::size_t scratch_bytes, const std::int64_t* sizes,
                       cudaStream_t stream);
}
