// cuBLAS, looked up when the first call comes: neither its headers nor the library are needed to build. Numbers are those of cublas_api.h.
// Row-major C = A B is column-major C^T = B^T A^T, which is what the same memory means to cuBLAS.
#pragma once

#include <dlfcn.h>
#include <library_types.h>

#include <initializer_list>

#include "../kernel.h"

namespace {

using Handle = void*;
using Create = int (*)(Handle*);
using SetStream = int (*)(Handle, cudaStream_t);
using GemmEx = int (*)(Handle, int transpose_a, int transpose_b, int m, int n, int k, const void* alpha, const void* a, cudaDataType type_a,
                       int lda, const void* b, cudaDataType type_b, int ldb, const void* beta, void* c, cudaDataType type_c, int ldc,
                       int compute, int algorithm);

constexpr int kNoTranspose = 0, kCompute32F = 68, kDefaultAlgorithm = -1;
constexpr int kNoLibrary = 100;  // apart from cuBLAS's own status numbers, which end at 16

struct Cublas {
    Handle handle = nullptr;
    SetStream set_stream = nullptr;
    GemmEx gemm = nullptr;
    int status = kNoLibrary;

    Cublas() {
        void* library = nullptr;
        for (const char* name : {"libcublas.so.13", "libcublas.so.12", "libcublas.so"})
            if (library == nullptr) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) return;
        const auto create = reinterpret_cast<Create>(dlsym(library, "cublasCreate_v2"));
        set_stream = reinterpret_cast<SetStream>(dlsym(library, "cublasSetStream_v2"));
        gemm = reinterpret_cast<GemmEx>(dlsym(library, "cublasGemmEx"));
        if (create != nullptr && set_stream != nullptr && gemm != nullptr) status = create(&handle);
    }
};

int cublas_gemm(const void* const* inputs, void* const* outputs, const std::int64_t* sizes, cudaStream_t stream, cudaDataType type) {
    static const Cublas cublas;
    if (cublas.status != 0) return cublas.status;
    const int m = static_cast<int>(sizes[0]), n = static_cast<int>(sizes[1]), k = static_cast<int>(sizes[2]);
    const float one = 1, zero = 0;
    const int set = cublas.set_stream(cublas.handle, stream);
    if (set != 0) return set;
    return cublas.gemm(cublas.handle, kNoTranspose, kNoTranspose, n, m, k, &one, inputs[1], type, n, inputs[0], type, k, &zero, outputs[0],
                       CUDA_R_32F, n, kCompute32F, kDefaultAlgorithm);
}

}  // namespace
