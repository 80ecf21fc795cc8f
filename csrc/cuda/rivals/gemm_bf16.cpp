#include "cublas.hpp"

EFT_KERNEL { return cublas_gemm(inputs, outputs, sizes, stream, CUDA_R_16BF); }
