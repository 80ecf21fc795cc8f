// What one core of this machine can do at best: the floor below which no honest kernel can be (roofline: Williams, Waterman, Patterson
// 2009).
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "eft/dispatch.hpp"

namespace eft::timing {

struct Peaks {
    double bytes_per_s;  // reading 16 KiB again and again: the first-level cache, as a small problem's data may lie there
    double flops_per_s;  // float32, a fused multiply-add counts two
};

namespace detail {

inline constexpr int chains = 12;  // independent sums: more than latency times throughput of any current core

template <class Vector>
EFT_INLINE float multiply_add(std::int64_t rounds, float x) {
    std::array<Vector, chains> sum{};
    Vector a{}, b{};
    a += x, b += 1.0f - x;
    for (int k = 0; k < chains; ++k)
        sum[static_cast<std::size_t>(k)] += x * static_cast<float>(k);  // different, or the compiler would keep one
    for (std::int64_t round = 0; round < rounds; ++round) {
        for (auto& s : sum) s = s * a + b;
    }
    float total = 0;
    for (const auto& s : sum) total += s[0] + s[1];
    return total;
}

template <class Vector>
EFT_INLINE std::int64_t read_all(const Vector* from, std::size_t count) {
    std::array<Vector, 8> sum{};
    for (std::size_t k = 0; k + 8 <= count; k += 8)
        for (std::size_t j = 0; j < 8; ++j) sum[j] |= from[k + j];
    std::int64_t total = 0;
    for (const auto& s : sum) total |= s[0];
    return total;
}

template <int Bytes>
struct Wide_of {
    typedef float Float __attribute__((vector_size(Bytes)));
    typedef std::int64_t Word __attribute__((vector_size(Bytes)));
};

inline float flops_portable(std::int64_t n, float x) { return multiply_add<Wide_of<16>::Float>(n, x); }
inline std::int64_t bytes_portable(const void* p, std::size_t n) { return read_all(static_cast<const Wide_of<16>::Word*>(p), n / 16); }
#ifdef EFT_X86
EFT_TARGET_AVX2 inline float flops_avx2(std::int64_t n, float x) { return multiply_add<Wide_of<32>::Float>(n, x); }
EFT_TARGET_AVX512 inline float flops_avx512(std::int64_t n, float x) { return multiply_add<Wide_of<64>::Float>(n, x); }
EFT_TARGET_AVX2 inline std::int64_t bytes_avx2(const void* p, std::size_t n) {
    return read_all(static_cast<const Wide_of<32>::Word*>(p), n / 32);
}
EFT_TARGET_AVX512 inline std::int64_t bytes_avx512(const void* p, std::size_t n) {
    return read_all(static_cast<const Wide_of<64>::Word*>(p), n / 64);
}
#endif

template <class Work>
double best_seconds(Work work) {
    double best = 1e9;
    for (int trial = 0; trial < 60; ++trial) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

}  // namespace detail

// About 20 ms. The best of many short trials, so that a busy machine lowers neither.
inline Peaks measure_peaks() {
    using namespace detail;
    auto flops = flops_portable;
    auto bytes = bytes_portable;
    int lanes = 4;
#ifdef EFT_X86
    const Simd best = available_simd().back();
    if (best == Simd::avx2) flops = flops_avx2, bytes = bytes_avx2, lanes = 8;
    if (best == Simd::avx512) flops = flops_avx512, bytes = bytes_avx512, lanes = 16;
#endif
    constexpr std::int64_t rounds = 20'000;
    constexpr std::size_t size = 16 * 1024, passes = 128;
    std::vector<std::int64_t> storage(size / 8 + 8, 1);
    const auto address = reinterpret_cast<std::uintptr_t>(storage.data());
    const void* aligned = reinterpret_cast<const void*>((address + 63) / 64 * 64);
    volatile float float_sink = 0;
    volatile std::int64_t word_sink = 0;
    const double flop_s = best_seconds([&] { float_sink = flops(rounds, 0.5f); });
    const double byte_s = best_seconds([&] {
        for (std::size_t pass = 0; pass < passes; ++pass) word_sink = word_sink + bytes(aligned, size);
    });
    return {static_cast<double>(size * passes) / byte_s, 2.0 * chains * lanes * static_cast<double>(rounds) / flop_s};
}

}  // namespace eft::timing
