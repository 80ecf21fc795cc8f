#include "gemm.cuh"

EFT_KERNEL { return launch_gemm<__nv_bfloat16>(inputs, outputs, sizes, stream); }
