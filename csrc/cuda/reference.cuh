// Every operation in fp64 on the device, one value and one bound for each output. Plain on purpose: nothing here is timed.
#pragma once

#include <cmath>
#include <cstdint>

#include "bounds.hpp"
#include "grid.cuh"
#include "inputs.hpp"
#include "launch.hpp"

namespace eft::cuda {

inline constexpr int kTile = 16;

__device__ inline double load(const void* data, std::int64_t at, Element element) {
    return static_cast<double>(element == Element::f32 ? static_cast<const float*>(data)[at]
                                                       : float_of_bf16(static_cast<const std::uint16_t*>(data)[at]));
}

__global__ void reference_gemm(const void* a, const void* b, Element element, std::int64_t m, std::int64_t n, std::int64_t k, double* value,
                               double* bound) {
    __shared__ double left[kTile][kTile], right[kTile][kTile];
    const int x = static_cast<int>(threadIdx.x), y = static_cast<int>(threadIdx.y);
    const std::int64_t row = std::int64_t{blockIdx.y} * kTile + y, column = std::int64_t{blockIdx.x} * kTile + x;
    double sum = 0, absolute = 0;
    for (std::int64_t at = 0; at < k; at += kTile) {
        left[y][x] = row < m && at + x < k ? load(a, row * k + at + x, element) : 0;
        right[y][x] = at + y < k && column < n ? load(b, (at + y) * n + column, element) : 0;
        __syncthreads();
        for (int i = 0; i < kTile; ++i) {
            sum += left[y][i] * right[i][x];
            absolute += fabs(left[y][i] * right[i][x]);
        }
        __syncthreads();
    }
    if (row >= m || column >= n) return;
    value[row * n + column] = sum;
    bound[row * n + column] = element == Element::f32 ? gemm_f32_bound(k, absolute) : gemm_bf16_bound(k, absolute);
}

// Of one block; every thread gets the result.
template <class Combine>
__device__ double over_block(double mine, Combine combine) {
    __shared__ double values[kThreads];
    __syncthreads();
    values[threadIdx.x] = mine;
    for (unsigned half = kThreads / 2; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) values[threadIdx.x] = combine(values[threadIdx.x], values[threadIdx.x + half]);
    }
    __syncthreads();
    return values[0];
}

struct Add {
    __device__ double operator()(double a, double b) const { return a + b; }
};
struct Larger {
    __device__ double operator()(double a, double b) const { return fmax(a, b); }
};

__global__ void reference_reduction(const float* data, std::int64_t columns, double* value, double* bound) {
    const float* row = data + std::int64_t{blockIdx.x} * columns;
    double sum = 0, absolute = 0;
    for (std::int64_t i = threadIdx.x; i < columns; i += kThreads) {
        sum += static_cast<double>(row[i]);
        absolute += fabs(static_cast<double>(row[i]));
    }
    sum = over_block(sum, Add{});
    absolute = over_block(absolute, Add{});
    if (threadIdx.x != 0) return;
    value[blockIdx.x] = sum;
    bound[blockIdx.x] = sum_bound(row_chain(columns), absolute);
}

__global__ void reference_softmax(const float* data, std::int64_t columns, double* value, double* bound) {
    const std::int64_t start = std::int64_t{blockIdx.x} * columns;
    const float* row = data + start;
    double largest = -INFINITY, sum = 0;
    for (std::int64_t i = threadIdx.x; i < columns; i += kThreads) largest = fmax(largest, static_cast<double>(row[i]));
    largest = over_block(largest, Larger{});
    for (std::int64_t i = threadIdx.x; i < columns; i += kThreads) sum += exp(static_cast<double>(row[i]) - largest);
    sum = over_block(sum, Add{});
    for (std::int64_t i = threadIdx.x; i < columns; i += kThreads) {
        const double distance = largest - static_cast<double>(row[i]);
        value[start + i] = exp(-distance) / sum;
        bound[start + i] = softmax_bound(value[start + i], distance, columns);
    }
}

// Three moves: totals of runs, their prefix sums by one thread block, then each run again. `value` and `bound` hold sums and absolute sums.
__global__ void scan_totals(const float* data, std::int64_t n, double* totals, double* absolute_totals) {
    const std::int64_t run = static_cast<std::int64_t>(grid_index());
    if (run * kRun >= n) return;
    double sum = 0, absolute = 0;
    for (std::int64_t i = run * kRun; i < n && i < (run + 1) * kRun; ++i) {
        sum += static_cast<double>(data[i]);
        absolute += fabs(static_cast<double>(data[i]));
    }
    totals[run] = sum;
    absolute_totals[run] = absolute;
}

// Turns totals into what stands before each run. One thread for each of the two arrays.
__global__ void scan_carries(double* totals, double* absolute_totals, std::int64_t runs) {
    double* mine = threadIdx.x == 0 ? totals : absolute_totals;
    double before = 0;
    for (std::int64_t run = 0; run < runs; ++run) {
        const double total = mine[run];
        mine[run] = before;
        before += total;
    }
}

__global__ void scan_runs(const float* data, std::int64_t n, const double* carries, const double* absolute_carries, double* value,
                          double* bound) {
    const std::int64_t run = static_cast<std::int64_t>(grid_index());
    if (run * kRun >= n) return;
    double sum = carries[run], absolute = absolute_carries[run];
    for (std::int64_t i = run * kRun; i < n && i < (run + 1) * kRun; ++i) {
        sum += static_cast<double>(data[i]);
        absolute += fabs(static_cast<double>(data[i]));
        value[i] = sum;
        bound[i] = sum_bound(scan_chain(i + 1), absolute);
    }
}

}  // namespace eft::cuda
