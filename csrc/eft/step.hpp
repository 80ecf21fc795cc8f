// Step functions on the integer grid, and exact sums of products of their heights, 32 lags at a time.
//
// Heights are integers of at most 42 bits (signs allowed where stated). Two exact ways to add products of them:
//  - IFMA (AVX-512): the low and the high 52 bits of each 104-bit product, accumulated in 64-bit lanes;
//  - doubles everywhere else: a = high 2^21 + low with |low| <= 2^20, three sums (high, low, (high + low)) as Karatsuba; every product is
//    below 2^43 and every partial sum of 512 terms below 2^52, so doubles add them without error, fused or not.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "eft/lanes.hpp"
#include "eft/wide.hpp"

namespace eft::step {

inline constexpr int kGridBits = 40;
inline constexpr std::size_t kMaxPieces = std::size_t{1} << 20;  // keeps every sum within its integer type
inline constexpr std::size_t kLags = 32;

using Lags = std::array<u128, kLags>;

namespace detail {

// Rounds to even by adding 1.5 2^52 (right below 2^51) and reads the integer off the bits: a loop that every compiler vectorises.
EFT_INLINE void round_heights_body(const double* in, std::size_t n, double low, double high, double half, double rest, std::int64_t* out) {
    constexpr double rounder = 0x1.8p52;
    for (std::size_t i = 0; i < n; ++i) {
        const double v = in[i], raised = v > low ? v : low, clipped = raised < high ? raised : high;
        out[i] = std::bit_cast<std::int64_t>(clipped * half * rest + rounder) - std::bit_cast<std::int64_t>(rounder);
    }
}
EFT_PATHS(void, round_heights, (const double* in, std::size_t n, double low, double high, double half, double rest, std::int64_t* out),
          (in, n, low, high, half, rest, out))

EFT_INLINE bool all_finite_body(const double* in, std::size_t n) {
    constexpr std::uint64_t exponent = 0x7ff0000000000000;
    std::uint64_t bad = 0;
    for (std::size_t i = 0; i < n; ++i) bad |= (std::bit_cast<std::uint64_t>(in[i]) & exponent) == exponent ? 1 : 0;
    return bad == 0;
}
EFT_PATHS(bool, all_finite, (const double* in, std::size_t n), (in, n))

EFT_INLINE std::int64_t sum_clipped_body(const std::int64_t* a, std::size_t n, std::int64_t shift, std::int64_t high) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t v = a[i] + shift, raised = v > 0 ? v : 0;
        sum += raised < high ? raised : high;
    }
    return sum;
}
EFT_PATHS(std::int64_t, sum_clipped, (const std::int64_t* a, std::size_t n, std::int64_t shift, std::int64_t high), (a, n, shift, high))

}  // namespace detail

// -1, or the first entry that is a NaN or infinite.
inline std::int64_t first_not_finite(std::span<const double> in) {
    if (detail::all_finite(in.data(), in.size())) return -1;
    return std::find_if(in.begin(), in.end(), [](double v) { return !std::isfinite(v); }) - in.begin();
}

// out[i] = round_half_even(min(max(in[i], low), high) half rest) for products below 2^51. Two factors, as one could leave the range of
// double.
inline void round_heights(std::span<const double> in, double low, double high, double half, double rest, std::vector<std::int64_t>& out) {
    out.resize(in.size());
    detail::round_heights(in.data(), in.size(), low, high, half, rest, out.data());
}

// sum of min(max(a[i] + shift, 0), high)
inline std::int64_t sum_clipped(std::span<const std::int64_t> a, std::int64_t shift, std::int64_t high) {
    return detail::sum_clipped(a.data(), a.size(), shift, high);
}

// Non-negative heights below 2^42 with zeros on both sides, in the form that the current path multiplies.
class Heights {
  public:
    static constexpr std::size_t kPad = 64;

    void assign(std::span<const std::int64_t> values) {
        const std::size_t size = values.size() + 2 * kPad;
        wide_ = simd() == Simd::avx512;
        if (wide_) {
            whole_.assign(size, 0);
            for (std::size_t i = 0; i < values.size(); ++i) whole_[i + kPad] = static_cast<std::uint64_t>(values[i]);
            return;
        }
        for (auto* half : {&low_, &high_, &both_}) half->assign(size, 0.0);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::int64_t high = (values[i] + (1 << 20)) >> 21, low = values[i] - (high << 21);
            high_[i + kPad] = static_cast<double>(high);
            low_[i + kPad] = static_cast<double>(low);
            both_[i + kPad] = static_cast<double>(high + low);
        }
    }

    bool wide() const { return wide_; }
    const std::uint64_t* whole(std::ptrdiff_t i) const { return whole_.data() + kPad + i; }
    const double* low(std::ptrdiff_t i) const { return low_.data() + kPad + i; }
    const double* high(std::ptrdiff_t i) const { return high_.data() + kPad + i; }
    const double* both(std::ptrdiff_t i) const { return both_.data() + kPad + i; }

  private:
    bool wide_ = false;
    std::vector<std::uint64_t> whole_;
    std::vector<double> low_, high_, both_;
};

namespace detail {

// Adds sum_{t < count} a[p + t] a[q + t step + lane] to out[lane], in doubles of W lanes.
template <int W>
EFT_INLINE void add_doubles(const Heights& a, std::ptrdiff_t p, std::ptrdiff_t q, std::ptrdiff_t step, std::size_t count, Lags& out) {
    constexpr int kTile = W >= 4 ? 4 : 2;  // 3 x 4 accumulators of 4 lanes fill the 16 registers of AVX2
    constexpr std::size_t kChunk = 512;
    for (std::size_t begin = 0; begin < count; begin += kChunk) {
        const std::size_t end = std::min(count, begin + kChunk);
        for (std::size_t lane = 0; lane < kLags; lane += kTile * W) {
            Vec<W> low[kTile] = {}, high[kTile] = {}, both[kTile] = {};
            for (std::size_t t = begin; t < end; ++t) {
                const std::ptrdiff_t i = p + static_cast<std::ptrdiff_t>(t);
                const std::ptrdiff_t j = q + step * static_cast<std::ptrdiff_t>(t) + static_cast<std::ptrdiff_t>(lane);
                const Vec<W> al = Vec<W>{} + *a.low(i), ah = Vec<W>{} + *a.high(i), ab = Vec<W>{} + *a.both(i);
                for (int k = 0; k < kTile; ++k) {
                    const Vec<W> bl = load<W>(a.low(j + k * W)), bh = load<W>(a.high(j + k * W)), bb = load<W>(a.both(j + k * W));
                    low[k] += al * bl;
                    high[k] += ah * bh;
                    both[k] += ab * bb;
                }
            }
            for (int k = 0; k < kTile; ++k)
                for (int w = 0; w < W; ++w) {
                    const auto l = static_cast<i128>(low[k][w]), h = static_cast<i128>(high[k][w]), b = static_cast<i128>(both[k][w]);
                    // (h + l) products - h products - l products = the cross terms; the whole is non-negative, the parts need not be
                    const i128 sum = h * (i128{1} << 42) + (b - h - l) * (i128{1} << 21) + l;
                    out[lane + static_cast<std::size_t>(k * W + w)] += static_cast<u128>(sum);
                }
        }
    }
}

inline void add_portable(const Heights& a, std::ptrdiff_t p, std::ptrdiff_t q, std::ptrdiff_t step, std::size_t count, Lags& out) {
    add_doubles<2>(a, p, q, step, count, out);
}

#ifdef EFT_X86
EFT_TARGET_AVX2 inline void add_avx2(const Heights& a, std::ptrdiff_t p, std::ptrdiff_t q, std::ptrdiff_t step, std::size_t count,
                                     Lags& out) {
    add_doubles<4>(a, p, q, step, count, out);
}

EFT_TARGET_AVX512 inline void add_avx512(const Heights& a, std::ptrdiff_t p, std::ptrdiff_t q, std::ptrdiff_t step, std::size_t count,
                                         Lags& out) {
    constexpr std::size_t kChunk = 4096;  // 4096 parts below 2^52 fill 64 bits
    constexpr int kTile = kLags / 8;
    for (std::size_t begin = 0; begin < count; begin += kChunk) {
        const std::size_t end = std::min(count, begin + kChunk);
        __m512i low[kTile], high[kTile];
        for (int k = 0; k < kTile; ++k) low[k] = high[k] = _mm512_setzero_si512();
        const std::uint64_t* left = a.whole(p);
        const std::uint64_t* right = a.whole(q) + step * static_cast<std::ptrdiff_t>(begin);
        for (std::size_t t = begin; t < end; ++t, right += step) {
            const __m512i b = _mm512_set1_epi64(static_cast<long long>(left[t]));
            for (int k = 0; k < kTile; ++k) {
                const __m512i c = _mm512_loadu_si512(right + 8 * k);
                low[k] = _mm512_madd52lo_epu64(low[k], b, c);
                high[k] = _mm512_madd52hi_epu64(high[k], b, c);
            }
        }
        alignas(64) std::uint64_t l[kLags], h[kLags];
        for (int k = 0; k < kTile; ++k) {
            _mm512_store_si512(l + 8 * k, low[k]);
            _mm512_store_si512(h + 8 * k, high[k]);
        }
        for (std::size_t lane = 0; lane < kLags; ++lane) out[lane] += (static_cast<u128>(h[lane]) << 52) + l[lane];
    }
}
#endif

}  // namespace detail

// out[lane] += sum_{t < count} a[p + t] a[q + t step + lane] for lane < 32, exactly. Indices may reach 64 beyond either end (zeros).
inline void add_products(const Heights& a, std::ptrdiff_t p, std::ptrdiff_t q, std::ptrdiff_t step, std::size_t count, Lags& out) {
#ifdef EFT_X86
    if (a.wide()) return detail::add_avx512(a, p, q, step, count, out);
    if (simd() != Simd::portable) return detail::add_avx2(a, p, q, step, count, out);
#endif
    detail::add_portable(a, p, q, step, count, out);
}

}  // namespace eft::step
