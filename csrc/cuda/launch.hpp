// Every kernel of the harness as a plain function, so that a C++ compiler builds all the rest. launch.cu has the bodies.
#pragma once

#include <cstddef>
#include <cstdint>

#include <cuda_runtime_api.h>

#include "inputs.hpp"

namespace eft::cuda {

inline constexpr std::size_t kGuardBytes = 4096;  // before and after every buffer
inline constexpr std::int64_t kRun = 1024;        // elements that one thread of the reference scan adds up

// Of one inspected call, on the device.
struct Counters {
    unsigned long long wrong_outputs, changed_inputs, broken_guards;
    unsigned long long worst_share;  // bits of a double >= 0: they sort like the numbers
};

// In host memory that the device sees.
struct GateState {
    std::uint32_t started, open, timed_out;
    std::uint64_t elapsed_ns;
    std::int64_t cycles;
};

// One input of one call.
struct Drawn {
    void* data;
    std::uint64_t elements;
    Element element;
    std::uint64_t seed;
    std::uint32_t input;
};

namespace launch {

// Memory round a call. `words` are of 4 bytes; guards are kGuardBytes each.
cudaError_t fill_early(const Drawn& drawn, cudaStream_t stream);
cudaError_t publish(const Drawn& drawn, cudaStream_t stream);
cudaError_t poison(void* data, std::uint64_t words, cudaStream_t stream);
cudaError_t set_guards(void* front, void* back, cudaStream_t stream);
cudaError_t copy(void* to, const void* from, std::uint64_t words, cudaStream_t stream);
cudaError_t sweep(const void* zeros, std::size_t bytes, float* sink, cudaStream_t stream);

// What became of it.
cudaError_t check_inputs(const Drawn& drawn, Counters* counters, cudaStream_t stream);
cudaError_t check_guards(const void* front, const void* back, Counters* counters, cudaStream_t stream);
cudaError_t check_outputs(const void* outputs, const double* reference, const double* bound, std::uint64_t elements, Counters* counters,
                          cudaStream_t stream);

// fp64 references: a value and a bound for every output. `work` of the scan holds two doubles for every run.
struct Reference {
    double *value, *bound, *work;
};
cudaError_t gemm(const void* a, const void* b, Element element, const std::int64_t* sizes, const Reference& out, cudaStream_t stream);
cudaError_t reduction(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream);
cudaError_t softmax(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream);
cudaError_t scan(const void* data, const std::int64_t* sizes, const Reference& out, cudaStream_t stream);

// Steady, of the host. Waiting loops ask it again and again.
double host_us();

// Meters. `flops` gets how many operations were enqueued.
cudaError_t hold(GateState* state, std::uint64_t limit_ns, cudaStream_t stream);
cudaError_t multiply_adds(float* sink, int processors, double* flops, cudaStream_t stream);

}  // namespace launch
}  // namespace eft::cuda
