#include "launch.hpp"

#include "checks.cuh"
#include "grid.cuh"
#include "reference.cuh"

namespace eft::cuda::launch {
namespace {

constexpr std::uint32_t kPoison = 0x7FA0DEADu;  // a signalling NaN

// One thread for each item.
unsigned blocks_of_size(std::int64_t items) { return static_cast<unsigned>((items + kThreads - 1) / kThreads); }

}  // namespace

cudaError_t fill_early(const Drawn& drawn, cudaStream_t stream) {
    EFT_LAUNCH(cuda::fill_early, blocks_for(drawn.elements), kThreads, stream, drawn);
    return cudaGetLastError();
}

cudaError_t publish(const Drawn& drawn, cudaStream_t stream) {
    EFT_LAUNCH(cuda::publish, blocks_for(drawn.elements / kBlock + 1), kThreads, stream, drawn);
    return cudaGetLastError();
}

cudaError_t poison(void* data, std::uint64_t words, cudaStream_t stream) {
    EFT_LAUNCH(fill_words, blocks_for(words), kThreads, stream, static_cast<std::uint32_t*>(data), words, kPoison);
    return cudaGetLastError();
}

cudaError_t set_guards(void* front, void* back, cudaStream_t stream) {
    const cudaError_t first = cudaMemsetAsync(front, kGuard, kGuardBytes, stream);
    return first != cudaSuccess ? first : cudaMemsetAsync(back, kGuard, kGuardBytes, stream);
}

cudaError_t copy(void* to, const void* from, std::uint64_t words, cudaStream_t stream) {
    EFT_LAUNCH(copy_words, blocks_for(words), kThreads, stream, static_cast<std::uint32_t*>(to), static_cast<const std::uint32_t*>(from),
               words);
    return cudaGetLastError();
}

cudaError_t sweep(const void* zeros, std::size_t bytes, float* sink, cudaStream_t stream) {
    const std::uint64_t items = bytes / sizeof(float4);
    EFT_LAUNCH(cuda::sweep, blocks_for(items), kThreads, stream, static_cast<const float4*>(zeros), items, sink);
    return cudaGetLastError();
}

cudaError_t check_inputs(const Drawn& drawn, Counters* counters, cudaStream_t stream) {
    EFT_LAUNCH(cuda::check_inputs, blocks_for(drawn.elements), kThreads, stream, drawn, counters);
    return cudaGetLastError();
}

cudaError_t check_guards(const void* front, const void* back, Counters* counters, cudaStream_t stream) {
    EFT_LAUNCH(cuda::check_guards, blocks_for(kGuardBytes), kThreads, stream, static_cast<const std::uint8_t*>(front),
               static_cast<const std::uint8_t*>(back), counters);
    return cudaGetLastError();
}

cudaError_t check_outputs(const void* outputs, const double* reference, const double* bound, std::uint64_t elements, Counters* counters,
                          cudaStream_t stream) {
    EFT_LAUNCH(cuda::check_outputs, blocks_for(elements), kThreads, stream, static_cast<const float*>(outputs), reference, bound, elements,
               counters);
    return cudaGetLastError();
}

cudaError_t gemm(const void* a, const void* b, Element element, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    EFT_LAUNCH(reference_gemm, blocks_of_size(sizes[0] * sizes[1]), kThreads, stream, a, b, element, sizes[0], sizes[1], sizes[2], out);
    return cudaGetLastError();
}

cudaError_t reduction(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    const float* from = static_cast<const float*>(data);
    EFT_LAUNCH(reference_reduction, blocks_of_size(sizes[0]), kThreads, stream, from, sizes[0], sizes[1], out);
    return cudaGetLastError();
}

cudaError_t softmax(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    const float* from = static_cast<const float*>(data);
    EFT_LAUNCH(reference_softmax, blocks_of_size(sizes[0]), kThreads, stream, from, sizes[0], sizes[1], out);
    return cudaGetLastError();
}

cudaError_t scan(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream) {
    const std::int64_t n = sizes[0], runs = (n + kRun - 1) / kRun;
    const float* from = static_cast<const float*>(data);
    const unsigned blocks = blocks_of_size(runs);
    EFT_LAUNCH(scan_totals, blocks, kThreads, stream, from, n, out);
    EFT_LAUNCH(scan_carries, 1, 2, stream, n, out);
    EFT_LAUNCH(scan_runs, blocks, kThreads, stream, from, n, out);
    return cudaGetLastError();
}

}  // namespace eft::cuda::launch
