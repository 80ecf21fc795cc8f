#include "gemm.cuh"

EFT_KERNEL { return launch_gemm<float>(inputs, outputs, sizes, stream); }
