// Every operation in fp64 on the device, one value and one bound for each output. Plain on purpose, one thread for one sum and none that
// waits for another: nothing here is timed, and the test runs the same lines without a device.
#pragma once

#include <cmath>
#include <cstdint>

#include "bounds.hpp"
#include "grid.cuh"
#include "inputs.hpp"
#include "launch.hpp"

namespace eft::cuda {

__device__ inline double load(const void* data, std::int64_t at, Element element) {
    return static_cast<double>(element == Element::f32 ? static_cast<const float*>(data)[at]
                                                       : float_of_bf16(static_cast<const std::uint16_t*>(data)[at]));
}

__global__ void reference_gemm(const void* a, const void* b, Element element, std::int64_t m, std::int64_t n, std::int64_t k,
                               launch::Reference out) {
    const std::int64_t at = static_cast<std::int64_t>(grid_index());
    if (at >= m * n) return;
    const std::int64_t row = at / n, column = at % n;
    double sum = 0, absolute = 0;
    for (std::int64_t i = 0; i < k; ++i) {
        const double product = load(a, row * k + i, element) * load(b, i * n + column, element);
        sum += product;
        absolute += std::fabs(product);
    }
    out.value[at] = sum;
    out.bound[at] = element == Element::f32 ? gemm_f32_bound(k, absolute) : gemm_bf16_bound(k, absolute);
}

__global__ void reference_reduction(const float* data, std::int64_t rows, std::int64_t columns, launch::Reference out) {
    const std::int64_t row = static_cast<std::int64_t>(grid_index());
    if (row >= rows) return;
    double sum = 0, absolute = 0;
    for (std::int64_t i = row * columns; i < (row + 1) * columns; ++i) {
        sum += static_cast<double>(data[i]);
        absolute += std::fabs(static_cast<double>(data[i]));
    }
    out.value[row] = sum;
    out.bound[row] = row_share(columns) * absolute;
}

__global__ void reference_softmax(const float* data, std::int64_t rows, std::int64_t columns, launch::Reference out) {
    const std::int64_t row = static_cast<std::int64_t>(grid_index()), start = row * columns;
    if (row >= rows) return;
    double largest = static_cast<double>(data[start]), sum = 0;
    for (std::int64_t i = start; i < start + columns; ++i) largest = std::fmax(largest, static_cast<double>(data[i]));
    for (std::int64_t i = start; i < start + columns; ++i) sum += std::exp(static_cast<double>(data[i]) - largest);
    for (std::int64_t i = start; i < start + columns; ++i) {
        const double distance = largest - static_cast<double>(data[i]);
        out.value[i] = std::exp(-distance) / sum;
        out.bound[i] = softmax_bound(out.value[i], distance, columns);
    }
}

// Three moves: sums and absolute sums of runs, what stands before each run, then each run again. `work` holds the sums, then the absolute
// sums.
__device__ inline std::int64_t runs_of(std::int64_t n) { return (n + kRun - 1) / kRun; }

__global__ void scan_totals(const float* data, std::int64_t n, launch::Reference out) {
    const std::int64_t run = static_cast<std::int64_t>(grid_index());
    if (run >= runs_of(n)) return;
    double sum = 0, absolute = 0;
    for (std::int64_t i = run * kRun; i < n && i < (run + 1) * kRun; ++i) {
        sum += static_cast<double>(data[i]);
        absolute += std::fabs(static_cast<double>(data[i]));
    }
    out.work[run] = sum;
    out.work[runs_of(n) + run] = absolute;
}

// Two threads, one for each half of `work`.
__global__ void scan_carries(std::int64_t n, launch::Reference out) {
    double* mine = out.work + static_cast<std::int64_t>(grid_index()) * runs_of(n);
    double before = 0;
    for (std::int64_t run = 0; run < runs_of(n); ++run) {
        const double total = mine[run];
        mine[run] = before;
        before += total;
    }
}

__global__ void scan_runs(const float* data, std::int64_t n, launch::Reference out) {
    const std::int64_t run = static_cast<std::int64_t>(grid_index());
    if (run >= runs_of(n)) return;
    double sum = out.work[run], absolute = out.work[runs_of(n) + run];
    for (std::int64_t i = run * kRun; i < n && i < (run + 1) * kRun; ++i) {
        sum += static_cast<double>(data[i]);
        absolute += std::fabs(static_cast<double>(data[i]));
        out.value[i] = sum;
        out.bound[i] = sum_bound(scan_chain(i + 1), absolute);
    }
}

}  // namespace eft::cuda
