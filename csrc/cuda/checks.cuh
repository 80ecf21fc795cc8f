// What the harness does to memory round a call: fill, publish, poison, sweep the cache, take a snapshot, look at everything afterwards.
#pragma once

#include <cstdint>

#include "bounds.hpp"
#include "grid.cuh"
#include "inputs.hpp"
#include "launch.hpp"

namespace eft::cuda {

inline constexpr std::uint8_t kGuard = 0xC3;

__device__ inline void store(const Drawn& drawn, std::uint64_t at, float value) {
    if (drawn.element == Element::f32) {
        static_cast<float*>(drawn.data)[at] = value;
    } else {
        static_cast<std::uint16_t*>(drawn.data)[at] = bf16_of(value);
    }
}

__device__ inline bool holds(const Drawn& drawn, std::uint64_t at, float value) {
    if (drawn.element == Element::f32) return static_cast<const std::uint32_t*>(drawn.data)[at] == bits_of(value);
    return static_cast<const std::uint16_t*>(drawn.data)[at] == bf16_of(value);
}

__global__ void fill_early(Drawn drawn) {
    for (std::uint64_t i = grid_index(); i < drawn.elements; i += grid_size())
        store(drawn, i, input_value(drawn.seed, drawn.input, i, Phase::early));
}

__global__ void publish(Drawn drawn) {
    for (std::uint64_t block = grid_index(); block * kBlock < drawn.elements; block += grid_size()) {
        const std::uint64_t i = block * kBlock + block_of(drawn.seed, drawn.input, block).canary;
        if (i < drawn.elements) store(drawn, i, input_value(drawn.seed, drawn.input, i, Phase::published));
    }
}

// Stronger than a hash and as cheap: every element is drawn again.
__global__ void check_inputs(Drawn drawn, Counters* counters) {
    for (std::uint64_t i = grid_index(); i < drawn.elements; i += grid_size())
        if (!holds(drawn, i, input_value(drawn.seed, drawn.input, i, Phase::published))) atomicAdd(&counters->changed_inputs, 1ull);
}

__global__ void fill_words(std::uint32_t* data, std::uint64_t words, std::uint32_t value) {
    for (std::uint64_t i = grid_index(); i < words; i += grid_size()) data[i] = value;
}

__global__ void copy_words(std::uint32_t* to, const std::uint32_t* from, std::uint64_t words) {
    for (std::uint64_t i = grid_index(); i < words; i += grid_size()) to[i] = from[i];
}

__global__ void check_guards(const std::uint8_t* front, const std::uint8_t* back, Counters* counters) {
    for (std::uint64_t i = grid_index(); i < kGuardBytes; i += grid_size())
        if (front[i] != kGuard || back[i] != kGuard) atomicAdd(&counters->broken_guards, 1ull);
}

__global__ void check_outputs(const float* outputs, const double* reference, const double* bound, std::uint64_t elements,
                              Counters* counters) {
    unsigned long long wrong = 0;
    double worst = 0;
    for (std::uint64_t i = grid_index(); i < elements; i += grid_size()) {
        const double value = static_cast<double>(outputs[i]), share = share_of_bound(value, reference[i], bound[i]);
        if (!within(value, reference[i], bound[i])) ++wrong;
        if (share > worst) worst = share;
    }
    if (wrong > 0) atomicAdd(&counters->wrong_outputs, wrong);
    if (worst > 0) atomicMax(&counters->worst_share, static_cast<unsigned long long>(__double_as_longlong(worst)));
}

// Reading more than the cache holds evicts what was there and, unlike writing, leaves nothing that the next kernel must write back.
__global__ void sweep(const float4* data, std::uint64_t items, float* sink) {
    float sum = 0;
    for (std::uint64_t i = grid_index(); i < items; i += grid_size()) {
        const float4 four = data[i];
        sum += four.x + four.y + four.z + four.w;
    }
    if (sum == 1.25f) *sink = sum;  // the data are zeros: never true, but the compiler does not know
}

}  // namespace eft::cuda
