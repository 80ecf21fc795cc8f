// Distances among n points of R^d, exact: the ratio of the largest to the smallest, and kissing configurations.
//
// Distance ratio: value max |x - y|^2 / min |x - y|^2 over pairs, minimised; points on the grid of point_grid.hpp, so that all squared
// distances are integers below 2^108. Filter: sums of d squares in doubles; differences are exact, terms are not negative, and at most
// d + 1 roundings give a relative error below (d + 2) 2^-53. The extreme pairs lie within four such errors of the extremes found; only
// those are computed in 128-bit integers.
//
// Kissing: value |C|, maximised, for a set C of integer vectors with 0 not in C and min |x - y|^2 >= max |x|^2 (AlphaEvolve 2025,
// appendix B.11). Then the unit spheres around 2 x / |x| touch the one around 0 and do not overlap: let |x| <= |y|; |x - y|^2 >= |y|^2
// gives 2 x.y <= |x|^2 <= |x| |y|, so the angle between x and y is at least 60 degrees and |2 x / |x| - 2 y / |y|| >= 2.
// Filter: with N = max |x|^2 and h(x) = |x|^2 / 2 - N / 4 a pair holds where x.y - h(y) <= h(x). In doubles x.y is off by at most
// (d + 1) 2^-53 N (sum |x_k y_k| <= N), both h and the difference by at most 2^-53 N together; a margin of (d + 8) 2^-53 N proves a
// pair, and none is needed when N < 2^50, where every step is exact. All others are decided in 128-bit integers.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "eft/lanes.hpp"
#include "eft/point_grid.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::distances {

inline constexpr std::size_t kMostPoints = 4096, kMostVectors = 1 << 16, kMostDimensions = 64;
inline constexpr std::int64_t kMostEntry = 1'000'000'000'000;  // |x - y|^2 < 2^88

enum Fault { none, not_finite, coincide, extreme_pairs, too_many, too_large, zero_vector, repeated, too_near };
inline constexpr const char* kReasons[] = {
    "",
    "point {} is not finite",
    "points {} and {} coincide",
    "nearest points {} and {}, farthest {} and {}",
    "expected 1 to 65536 vectors, got {}",
    "vector {}: an entry exceeds 10^12",
    "vector {} is zero",
    "vectors {} and {} are equal",
    "vectors {} and {} are nearer than the longest vector ({}) is long",
};

struct Extremes {
    double low = std::numeric_limits<double>::infinity(), high = 0;
};

// Coordinates by dimension: entry k of vector i at values[k * stride + i]. Kept between calls so that a batch allocates once.
struct Workspace {
    std::vector<double> flat, values, half;
    std::vector<Extremes> rows;
    std::vector<i128> norms;
    std::size_t stride = 0;

    void transpose(std::size_t n, std::size_t d, std::size_t padding, double filler) {
        stride = n + padding;
        if (values.size() < stride * d) values.resize(stride * d);
        for (std::size_t k = 0; k < d; ++k) {
            for (std::size_t i = 0; i < n; ++i) values[k * stride + i] = flat[i * d + k];
            for (std::size_t i = n; i < stride; ++i) values[k * stride + i] = filler;
        }
    }
};

namespace detail {

inline u128 squared_distance(std::size_t i, std::size_t j, std::size_t d, const Workspace& w) {
    u128 sum = 0;
    for (std::size_t k = 0; k < d; ++k) {
        const std::int64_t difference = points::whole(w.flat[i * d + k] - w.flat[j * d + k]);
        sum += static_cast<u128>(static_cast<i128>(difference) * difference);
    }
    return sum;
}

// The extreme |x_i - x_j|^2 over j > i in doubles. Padding is NaN, which no comparison selects.
template <int W>
EFT_INLINE Extremes distances_from(std::size_t i, std::size_t n, std::size_t d, const Workspace& w) {
    Vec<W> low = Vec<W>{} + std::numeric_limits<double>::infinity(), high{};
    for (std::size_t j = i + 1; j < n; j += W) {
        Vec<W> square{};
        for (std::size_t k = 0; k < d; ++k) {
            const double* column = w.values.data() + k * w.stride;
            const Vec<W> difference = load<W>(column + j) - column[i];
            square += difference * difference;
        }
        low = square < low ? square : low;
        high = square > high ? square : high;
    }
    Extremes out;
    for (int lane = 0; lane < W; ++lane) out = {std::min(out.low, low[lane]), std::max(out.high, high[lane])};
    return out;
}

template <int W>
EFT_INLINE void extremes(std::size_t n, std::size_t d, Workspace& w) {
    for (std::size_t i = 0; i + 1 < n; ++i) w.rows[i] = distances_from<W>(i, n, d, w);
}

inline void extremes_portable(std::size_t n, std::size_t d, Workspace& w) { extremes<2>(n, d, w); }
#ifdef EFT_X86
EFT_TARGET_AVX2 inline void extremes_avx2(std::size_t n, std::size_t d, Workspace& w) { extremes<4>(n, d, w); }
EFT_TARGET_AVX512 inline void extremes_avx512(std::size_t n, std::size_t d, Workspace& w) { extremes<8>(n, d, w); }
#endif
// Extremes of every row of pairs, in w.rows.
inline void extremes_of_rows(std::size_t n, std::size_t d, Workspace& w) {
#ifdef EFT_X86
    if (simd() == Simd::avx512) return extremes_avx512(n, d, w);
    if (simd() == Simd::avx2) return extremes_avx2(n, d, w);
#endif
    extremes_portable(n, d, w);
}

inline double approximate_square(std::size_t i, std::size_t j, std::size_t d, const Workspace& w) {
    double sum = 0;
    for (std::size_t k = 0; k < d; ++k) {
        const double difference = w.flat[i * d + k] - w.flat[j * d + k];
        sum += difference * difference;
    }
    return sum;
}

// Whether the filter could not prove every pair (i, j), j >= first, of rows i .. i + 3: the largest x.y - h(y) of each against h(x).
template <int W>
EFT_INLINE unsigned unproved_rows(std::size_t i, std::size_t m, std::size_t d, double margin, const Workspace& w) {
    const double* values = w.values.data();
    Vec<W> worst[4];
    for (auto& v : worst) v = Vec<W>{} - std::numeric_limits<double>::infinity();
    for (std::size_t j = i + 4; j < m; j += 2 * W) {
        Vec<W> a[4]{}, b[4]{};
        for (std::size_t k = 0; k < d; ++k) {
            const double* column = values + k * w.stride;
            const Vec<W> y = load<W>(column + j), z = load<W>(column + j + W);
            for (int r = 0; r < 4; ++r) {
                const Vec<W> x = Vec<W>{} + column[i + static_cast<std::size_t>(r)];
                a[r] += x * y;
                b[r] += x * z;
            }
        }
        const Vec<W> g = load<W>(&w.half[j]), h = load<W>(&w.half[j + W]);
        for (int r = 0; r < 4; ++r) {
            const Vec<W> s = a[r] - g, t = b[r] - h, more = s > t ? s : t;
            worst[r] = worst[r] > more ? worst[r] : more;
        }
    }
    unsigned out = 0;
    for (int r = 0; r < 4; ++r) {
        double most = worst[r][0];
        for (int lane = 1; lane < W; ++lane) most = std::max(most, worst[r][lane]);
        if (!(most <= w.half[i + static_cast<std::size_t>(r)] - margin)) out |= 1u << r;
    }
    return out;
}

#define EFT_KISSING_ARGUMENTS std::size_t i, std::size_t m, std::size_t d, double margin, const Workspace &w
inline unsigned unproved_portable(EFT_KISSING_ARGUMENTS) { return unproved_rows<2>(i, m, d, margin, w); }
#ifdef EFT_X86
EFT_TARGET_AVX2 inline unsigned unproved_avx2(EFT_KISSING_ARGUMENTS) { return unproved_rows<4>(i, m, d, margin, w); }
EFT_TARGET_AVX512 inline unsigned unproved_avx512(EFT_KISSING_ARGUMENTS) { return unproved_rows<8>(i, m, d, margin, w); }
#endif
inline unsigned unproved(EFT_KISSING_ARGUMENTS) {
#ifdef EFT_X86
    if (simd() == Simd::avx512) return unproved_avx512(i, m, d, margin, w);
    if (simd() == Simd::avx2) return unproved_avx2(i, m, d, margin, w);
#endif
    return unproved_portable(i, m, d, margin, w);
}
#undef EFT_KISSING_ARGUMENTS

inline i128 dot(std::span<const std::int64_t> x, std::span<const std::int64_t> y) {
    i128 sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += static_cast<i128>(x[k]) * y[k];
    return sum;
}

// The first j in [from, to) for which the pair (i, j) breaks the rule, exactly; `to` if there is none.
inline std::size_t first_too_near(View<std::int64_t, 2> v, std::size_t i, std::size_t from, std::size_t to, i128 longest, double margin,
                                  const Workspace& w) {
    const std::size_t d = v.shape[1];
    for (std::size_t j = from; j < to; ++j) {
        double approximate = 0;
        for (std::size_t k = 0; k < d; ++k) approximate += w.flat[i * d + k] * w.flat[j * d + k];
        if (approximate - w.half[j] <= w.half[i] - margin) continue;
        if (w.norms[i] + w.norms[j] - 2 * dot(v[i], v[j]) < longest) return j;
    }
    return to;
}

inline Verdict name_pair(View<std::int64_t, 2> v, std::size_t i, std::size_t j, const Workspace& w) {
    const auto a = static_cast<std::int64_t>(i), b = static_cast<std::int64_t>(j);
    if (std::equal(v[i].begin(), v[i].end(), v[j].begin())) return refuse(repeated, {a, b});
    return refuse(too_near,
                  {a, b, std::max_element(w.norms.begin(), w.norms.begin() + static_cast<std::ptrdiff_t>(v.shape[0])) - w.norms.begin()});
}

// Norms, and everything in doubles; the first fault of a single vector.
inline Verdict read_vectors(View<std::int64_t, 2> v, Workspace& w) {
    const std::size_t m = v.shape[0], d = v.shape[1], padded = m + 24;
    w.norms.resize(padded);
    w.flat.resize(m * d);
    for (std::size_t i = 0; i < m; ++i) {
        const auto at = static_cast<std::int64_t>(i);
        for (const std::int64_t entry : v[i])
            if (!(entry >= -kMostEntry && entry <= kMostEntry)) return refuse(too_large, {at});
        w.norms[i] = dot(v[i], v[i]);
        if (!(w.norms[i] > 0)) return refuse(zero_vector, {at});
        for (std::size_t k = 0; k < d; ++k) w.flat[i * d + k] = static_cast<double>(v[i][k]);
    }
    w.transpose(m, d, 24, 0);
    return {};
}

}  // namespace detail

// points: (n, d), 2 <= n <= 4096, 1 <= d <= 64.
inline Verdict ratio(View<double, 2> points) {
    const std::size_t n = points.shape[0], d = points.shape[1];
    require(n >= 2 && n <= kMostPoints && d >= 1 && d <= kMostDimensions,
            "points: expected shape (n, d) with 2 <= n <= 4096 and 1 <= d <= 64");
    thread_local Workspace w;
    w.flat.resize(n * d);
    w.rows.resize(n);
    if (!points::quantise(points.data, w.flat.data(), n * d, -points::kFar, points::kFar))
        return refuse(not_finite, {points::first_not_finite(points.span(), d)});
    w.transpose(n, d, 8, std::numeric_limits<double>::quiet_NaN());
    detail::extremes_of_rows(n, d, w);
    Extremes all;
    for (std::size_t i = 0; i + 1 < n; ++i) all = {std::min(all.low, w.rows[i].low), std::max(all.high, w.rows[i].high)};
    const double error = 0x1p-53 * static_cast<double>(d + 2), low = all.low * (1 + 5 * error), high = all.high * (1 - 5 * error);
    u128 least = ~u128{0}, largest = 0;
    std::array<std::int64_t, 4> at{};
    for (std::size_t i = 0; i + 1 < n; ++i) {
        if (w.rows[i].low > low && w.rows[i].high < high) continue;
        for (std::size_t j = i + 1; j < n; ++j) {
            const double approximate = detail::approximate_square(i, j, d, w);
            if (approximate > low && approximate < high) continue;
            const u128 square = detail::squared_distance(i, j, d, w);
            const auto a = static_cast<std::int64_t>(i), b = static_cast<std::int64_t>(j);
            if (square == 0) return refuse(coincide, {a, b});
            if (square < least) least = square, at[0] = a, at[1] = b;
            if (square > largest) largest = square, at[2] = a, at[3] = b;
        }
    }
    return noted(accept(Ratio{Wide(largest), Wide(least)}, Round::up), extreme_pairs, at);
}

// vectors: (m, d), 1 <= d <= 64.
inline Verdict kissing(View<std::int64_t, 2> vectors) {
    const std::size_t m = vectors.shape[0], d = vectors.shape[1];
    require(d >= 1 && d <= kMostDimensions, "vectors: expected shape (m, d) with 1 <= d <= 64");
    if (!(m >= 1 && m <= kMostVectors)) return refuse(too_many, {static_cast<std::int64_t>(m)});
    thread_local Workspace w;
    if (const Verdict fault = detail::read_vectors(vectors, w); fault.fault) return fault;
    const i128 longest = *std::max_element(w.norms.begin(), w.norms.begin() + static_cast<std::ptrdiff_t>(m));
    w.half.assign(m + 24, std::numeric_limits<double>::infinity());  // padding never fails
    for (std::size_t i = 0; i < m; ++i) w.half[i] = static_cast<double>(2 * w.norms[i] - longest) / 4;
    const double margin = longest < i128{1} << 50 ? 0 : static_cast<double>(d + 8) * 0x1p-53 * static_cast<double>(longest);
    for (std::size_t block = 0; block < m; block += 4) {
        const std::size_t end = std::min(block + 4, m);
        const unsigned rows = end < m ? detail::unproved(block, m, d, margin, w) : 0;
        for (std::size_t i = block; i < end; ++i) {
            const std::size_t to = rows >> (i - block) & 1 ? m : end;
            const std::size_t j = detail::first_too_near(vectors, i, i + 1, to, longest, margin, w);
            if (j < to) return detail::name_pair(vectors, i, j, w);
        }
    }
    return accept(static_cast<i128>(m), Round::down);
}

}  // namespace eft::distances
