#include "launch.hpp"

#include "checks.cuh"
#include "grid.cuh"
#include "meters.cuh"
#include "reference.cuh"

namespace eft::cuda::launch {
namespace {

constexpr std::uint32_t kPoison = 0x7FA0DEADu;  // a signalling NaN

unsigned blocks_of_size(std::int64_t items, unsigned block) { return static_cast<unsigned>((items + block - 1) / block); }

}  // namespace

cudaError_t fill_early(const Drawn& drawn, cudaStream_t stream) {
    cuda::fill_early<<<blocks_for(drawn.elements), kThreads, 0, stream>>>(drawn);
    return cudaGetLastError();
}

cudaError_t publish(const Drawn& drawn, cudaStream_t stream) {
    cuda::publish<<<blocks_for(drawn.elements / kBlock + 1), kThreads, 0, stream>>>(drawn);
    return cudaGetLastError();
}

cudaError_t poison(void* data, std::uint64_t words, cudaStream_t stream) {
    fill_words<<<blocks_for(words), kThreads, 0, stream>>>(static_cast<std::uint32_t*>(data), words, kPoison);
    return cudaGetLastError();
}

cudaError_t set_guards(void* front, void* back, cudaStream_t stream) {
    const cudaError_t first = cudaMemsetAsync(front, kGuard, kGuardBytes, stream);
    return first != cudaSuccess ? first : cudaMemsetAsync(back, kGuard, kGuardBytes, stream);
}

cudaError_t copy(void* to, const void* from, std::uint64_t words, cudaStream_t stream) {
    copy_words<<<blocks_for(words), kThreads, 0, stream>>>(static_cast<std::uint32_t*>(to), static_cast<const std::uint32_t*>(from), words);
    return cudaGetLastError();
}

cudaError_t sweep(const void* zeros, std::size_t bytes, float* sink, cudaStream_t stream) {
    cuda::sweep<<<8192, kThreads, 0, stream>>>(static_cast<const float4*>(zeros), bytes / sizeof(float4), sink);
    return cudaGetLastError();
}

cudaError_t check_inputs(const Drawn& drawn, Counters* counters, cudaStream_t stream) {
    cuda::check_inputs<<<blocks_for(drawn.elements), kThreads, 0, stream>>>(drawn, counters);
    return cudaGetLastError();
}

cudaError_t check_guards(const void* front, const void* back, Counters* counters, cudaStream_t stream) {
    cuda::check_guards<<<blocks_for(kGuardBytes), kThreads, 0, stream>>>(static_cast<const std::uint8_t*>(front),
                                                                         static_cast<const std::uint8_t*>(back), counters);
    return cudaGetLastError();
}

cudaError_t check_outputs(const void* outputs, const double* reference, const double* bound, std::uint64_t elements, Counters* counters,
                          cudaStream_t stream) {
    cuda::check_outputs<<<blocks_for(elements), kThreads, 0, stream>>>(static_cast<const float*>(outputs), reference, bound, elements,
                                                                       counters);
    return cudaGetLastError();
}

cudaError_t gemm(const void* a, const void* b, Element element, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    const dim3 grid(blocks_of_size(sizes[1], kTile), blocks_of_size(sizes[0], kTile));
    reference_gemm<<<grid, dim3(kTile, kTile), 0, stream>>>(a, b, element, sizes[0], sizes[1], sizes[2], out.value, out.bound);
    return cudaGetLastError();
}

cudaError_t reduction(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    reference_reduction<<<static_cast<unsigned>(sizes[0]), kThreads, 0, stream>>>(static_cast<const float*>(data), sizes[1], out.value,
                                                                                  out.bound);
    return cudaGetLastError();
}

cudaError_t softmax(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    reference_softmax<<<static_cast<unsigned>(sizes[0]), kThreads, 0, stream>>>(static_cast<const float*>(data), sizes[1], out.value,
                                                                                out.bound);
    return cudaGetLastError();
}

cudaError_t scan(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    const std::int64_t n = sizes[0], runs = (n + kRun - 1) / kRun;
    const float* from = static_cast<const float*>(data);
    const unsigned blocks = blocks_of_size(runs, kThreads);
    scan_totals<<<blocks, kThreads, 0, stream>>>(from, n, out.work, out.work + runs);
    scan_carries<<<1, 2, 0, stream>>>(out.work, out.work + runs, runs);
    scan_runs<<<blocks, kThreads, 0, stream>>>(from, n, out.work, out.work + runs, out.value, out.bound);
    return cudaGetLastError();
}

cudaError_t hold(GateState* state, std::uint64_t limit_ns, cudaStream_t stream) {
    cuda::hold<<<1, 1, 0, stream>>>(state, limit_ns);
    return cudaGetLastError();
}

cudaError_t multiply_adds(float* sink, int processors, double* flops, cudaStream_t stream) {
    const unsigned blocks = static_cast<unsigned>(processors) * 32;
    *flops = 2.0 * kFmaSteps * kFmaChains * kThreads * blocks;
    fma_chains<<<blocks, kThreads, 0, stream>>>(sink, 0.999f);
    return cudaGetLastError();
}

}  // namespace eft::cuda::launch
