// The operations with reference, bound and cost. All outputs are fp32, all matrices row-major.
//
//   gemm_f32, gemm_bf16  sizes m, n, k; inputs A (m x k), B (k x n); output A B (m x n)
//   reduction            sizes rows, columns; output the sum of every row
//   softmax              sizes rows, columns; output exp(x - max) / sum of them, for every row
//   scan                 size n; output x_0, x_0 + x_1, ... (inclusive prefix sums)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "inputs.hpp"

namespace eft::cuda {

enum class Operation { gemm_f32, gemm_bf16, reduction, softmax, scan };
inline constexpr std::array kOperations{Operation::gemm_f32, Operation::gemm_bf16, Operation::reduction, Operation::softmax,
                                        Operation::scan};

inline constexpr std::string_view name_of(Operation operation) {
    constexpr std::string_view names[] = {"gemm_f32", "gemm_bf16", "reduction", "softmax", "scan"};
    return names[static_cast<int>(operation)];
}

inline std::optional<Operation> operation_named(std::string_view name) {
    for (const Operation operation : kOperations)
        if (name_of(operation) == name) return operation;
    return std::nullopt;
}

struct Tensor {
    std::uint64_t elements;
    Element element;
    std::size_t bytes() const { return elements * (element == Element::f32 ? 4 : 2); }
};

struct Problem {
    Operation operation;
    std::vector<std::int64_t> sizes;
    std::size_t scratch_bytes = std::size_t{4} << 20;  // a multiple of 4

    bool is_gemm() const { return operation == Operation::gemm_f32 || operation == Operation::gemm_bf16; }

    std::vector<Tensor> inputs() const {
        const auto size = [this](std::size_t at) { return static_cast<std::uint64_t>(sizes[at]); };
        const Element element = operation == Operation::gemm_bf16 ? Element::bf16 : Element::f32;
        if (is_gemm()) return {{size(0) * size(2), element}, {size(2) * size(1), element}};
        return {{operation == Operation::scan ? size(0) : size(0) * size(1), element}};
    }

    std::uint64_t outputs() const {
        const auto size = [this](std::size_t at) { return static_cast<std::uint64_t>(sizes[at]); };
        return is_gemm() || operation == Operation::softmax ? size(0) * size(1) : size(0);
    }

    double flops() const {
        if (is_gemm()) return 2.0 * static_cast<double>(sizes[0]) * static_cast<double>(sizes[1]) * static_cast<double>(sizes[2]);
        const double terms = static_cast<double>(inputs()[0].elements);
        return operation == Operation::softmax ? 3 * terms : terms;  // softmax: subtract, add, divide; the exponential is not counted
    }
};

// Large enough that launching is small beside it.
inline Problem timed_problem(Operation operation) {
    switch (operation) {
        case Operation::gemm_f32:
        case Operation::gemm_bf16:
            return {.operation = operation, .sizes = {1024, 1024, 1024}};
        case Operation::reduction:
        case Operation::softmax:
            return {.operation = operation, .sizes = {4096, 4096}};
        default:
            return {.operation = operation, .sizes = {1 << 24}};
    }
}

// Checked, not timed: nothing divides these by a tile.
inline Problem awkward_problem(Operation operation) {
    switch (operation) {
        case Operation::gemm_f32:
        case Operation::gemm_bf16:
            return {.operation = operation, .sizes = {131, 257, 519}};
        case Operation::reduction:
        case Operation::softmax:
            return {.operation = operation, .sizes = {37, 1021}};
        default:
            return {.operation = operation, .sizes = {100'003}};
    }
}

struct Peaks {
    double bytes_per_us = 0;         // best of a read and a copy, measured
    double fma_flops_per_us = 0;     // fp32, measured
    double tensor_flops_per_us = 0;  // bf16, from the architecture: a ceiling, since no portable kernel reaches it
    double l2_bytes = 0;
};

// 0.9 of what the memory and the arithmetic allow. Inputs come from memory (the cache was swept), but as much of the output as fits may
// still sit in the cache when the clock stops. fp32 products may be split into three bf16 ones, so a third of the tensor rate bounds them.
inline double floor_us(const Problem& problem, const Peaks& peaks) {
    double bytes = static_cast<double>(problem.outputs()) * 4 - peaks.l2_bytes;
    if (bytes < 0) bytes = 0;
    for (const Tensor& input : problem.inputs()) bytes += static_cast<double>(input.bytes());
    double rate = peaks.fma_flops_per_us;
    if (problem.operation == Operation::gemm_bf16) rate = peaks.tensor_flops_per_us;
    if (problem.operation == Operation::gemm_f32 && peaks.tensor_flops_per_us / 3 > rate) rate = peaks.tensor_flops_per_us / 3;
    const double memory = bytes / peaks.bytes_per_us, arithmetic = problem.flops() / rate;
    return 0.9 * (memory > arithmetic ? memory : arithmetic);
}

// Dense bf16 flop per clock and SM: 2048 on 8.0, 1024 on 8.6 and 8.9, 4096 on 9.0 (vendor data sheets); elsewhere a number no chip reaches.
inline double tensor_flops_per_clock(int major, int minor) {
    if (major == 8) return minor == 0 ? 2048 : 1024;
    return major == 9 ? 4096 : 16384;
}

}  // namespace eft::cuda
