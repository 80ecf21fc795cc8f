// EFT_HD marks a function that the device and the host both compile; a plain C++ compiler sees nothing, so that a test needs no GPU.
#pragma once

#ifdef __CUDACC__
#define EFT_HD __host__ __device__ inline
#else
#define EFT_HD inline
#endif
