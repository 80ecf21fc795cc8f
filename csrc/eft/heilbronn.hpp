// Heilbronn's problem: the smallest of all triangles among n points, relative to the area of their region. Exact, maximised.
//
// Quantise (point_grid.hpp), then move points that lie outside into the region; whatever lies inside stays. With integer coordinates
// twice the area of a triangle is |det| of two differences, and with u = 2^40:
//   square [0, 1]^2                         value |det| / (2 u^2)
//   triangle u, v >= 0, u + v <= 1          value |det| / u^2: an affine image of any triangle, so no sqrt 3 for the equilateral one
//   unit disk                               value |det| / (2 pi u^2), from pi rounded up: a lower bound
//   convex (the hull of the points counts)  value |det| / (twice the area of the hull, by the shoelace formula)
// Three points in line, or two equal ones, make a triangle of area 0: the value is 0.
//
// Filter: all dets in doubles. Differences of coordinates are exact; with |difference| <= M both products are at most M^2 and each of the
// three roundings adds at most 2^-53 of 2 M^2, so |det~ - det| <= 2^-51 M^2 (1 + 2^-52), and E = 2^-50 M^2 is safe with and without
// fused operations. The smallest |det| belongs to a triple with |det~| <= min |det~| + 2 E; only those are computed in 128-bit integers.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "eft/heilbronn_region.hpp"
#include "eft/lanes.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::heilbronn {

inline constexpr std::size_t kMostAbreast = 64;  // batches of shorter rows go through the lanes side by side

enum Fault { none, not_finite, smallest };
inline constexpr const char* kReasons[] = {"", "point {} is not finite", "smallest triangle: points {}, {} and {}"};

struct Smallest {
    u128 area = 0;  // twice the area, in squared grid steps
    std::array<std::int64_t, 4> corners{};
};

namespace detail {

template <int W>
EFT_INLINE Vec<W> absolute(Vec<W> v) {
    typedef std::int64_t Bits __attribute__((vector_size(8 * W)));
    return reinterpret_cast<Vec<W>>(reinterpret_cast<Bits>(v) & std::numeric_limits<std::int64_t>::max());
}

// Fills `lowest`; returns the least |det~| of all.
template <int W>
EFT_INLINE double filter(std::size_t n, Workspace& w) {
    const Vec<W> infinite = Vec<W>{} + std::numeric_limits<double>::infinity();
    Vec<W> least = infinite;
    for (std::size_t i = 0; i + 2 < n; ++i) {
        for (std::size_t k = i + 1; k < n + 1; k += W) {
            store<W>(&w.dx[k], load<W>(&w.x[k]) - w.x[i]);
            store<W>(&w.dy[k], load<W>(&w.y[k]) - w.y[i]);
        }
        for (std::size_t k = n; k < n + W; ++k) w.dx[k] = std::numeric_limits<double>::quiet_NaN();
        Vec<W> low = infinite;
        for (std::size_t j = i + 1; j + 1 < n; ++j) {
            const Vec<W> ax = Vec<W>{} + w.dx[j], ay = Vec<W>{} + w.dy[j];
            for (std::size_t k = j + 1; k < n; k += W) {
                const Vec<W> area = absolute<W>(ax * load<W>(&w.dy[k]) - ay * load<W>(&w.dx[k]));
                low = area < low ? area : low;
            }
        }
        store<W>(&w.lowest[W * i], low);
        least = low < least ? low : least;
    }
    double out = least[0];
    for (int lane = 1; lane < W; ++lane) out = std::min(out, least[lane]);
    return out;
}

// The first of the smallest triangles, exactly, among those that the filter leaves.
template <int W>
inline Smallest settle(std::size_t n, double limit, const Workspace& w) {
    Smallest out{~u128{0}, {}};
    for (std::size_t i = 0; i + 2 < n; ++i) {
        if (std::none_of(&w.lowest[W * i], &w.lowest[W * i] + W, [&](double low) { return low <= limit; })) continue;
        for (std::size_t j = i + 1; j + 1 < n; ++j) {
            const double ax = w.x[j] - w.x[i], ay = w.y[j] - w.y[i];
            for (std::size_t k = j + 1; k < n; ++k) {
                if (!(std::abs(ax * (w.y[k] - w.y[i]) - ay * (w.x[k] - w.x[i])) <= limit)) continue;
                const u128 area = magnitude(det(w, i, j, k));
                if (area >= out.area) continue;
                out = {area, {static_cast<std::int64_t>(i), static_cast<std::int64_t>(j), static_cast<std::int64_t>(k), 0}};
                if (area == 0) return out;
            }
        }
    }
    return out;
}

// What the filter leaves: |det~| <= least + 2 E, the sum rounded up.
inline double limit_of(double least, double extent) { return (least + 0x1p-49 * extent * extent) * (1 + 0x1p-50); }

template <int W>
EFT_INLINE Verdict score(View<double, 2> points, Region region, Workspace& w) {
    const std::size_t n = points.shape[0];
    if (!place<W>(points, region, w)) return refuse(not_finite, {points::first_not_finite(points.span(), 2)});
    const Smallest triangle = settle<W>(n, limit_of(filter<W>(n, w), extent(n, region, w)), w);
    return noted(accept(relative(triangle.area, n, region, w), Round::down), smallest, triangle.corners);
}

// W candidates side by side, one to a lane: no padding, no short loops. Coordinates and least |det~| lie at [W * index + lane].
struct Abreast {
    double x[8 * kMostAbreast], y[8 * kMostAbreast], lowest[8 * kMostAbreast];
};

template <int W>
EFT_INLINE void filter_abreast(std::size_t n, Abreast& all) {
    Vec<W> dx[kMostAbreast], dy[kMostAbreast];
    for (std::size_t i = 0; i + 2 < n; ++i) {
        const Vec<W> x = load<W>(&all.x[W * i]), y = load<W>(&all.y[W * i]);
        for (std::size_t k = i + 1; k < n; ++k) {
            dx[k] = load<W>(&all.x[W * k]) - x;
            dy[k] = load<W>(&all.y[W * k]) - y;
        }
        Vec<W> low = Vec<W>{} + std::numeric_limits<double>::infinity();
        for (std::size_t j = i + 1; j + 1 < n; ++j)
            for (std::size_t k = j + 1; k < n; ++k) {
                const Vec<W> area = absolute<W>(dx[j] * dy[k] - dy[j] * dx[k]);
                low = area < low ? area : low;
            }
        store<W>(&all.lowest[W * i], low);
    }
}

// The candidates many[0 .. W) of n points each.
template <int W>
EFT_INLINE void score_abreast(const double* many, std::size_t n, Region region, Workspace& w, Abreast& all, Verdict* out) {
    View<double, 2> one;
    one.shape = {n, 2};
    bool finite[W];
    for (std::size_t lane = 0; lane < W; ++lane) {
        one.data = many + lane * 2 * n;
        finite[lane] = place<1>(one, region, w);
        for (std::size_t i = 0; i < n; ++i) {
            all.x[W * i + lane] = w.x[i];
            all.y[W * i + lane] = w.y[i];
        }
    }
    filter_abreast<W>(n, all);
    for (std::size_t lane = 0; lane < W; ++lane) {
        one.data = many + lane * 2 * n;
        if (!finite[lane]) {
            out[lane] = refuse(not_finite, {points::first_not_finite(one.span(), 2)});
            continue;
        }
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < n; ++i) {
            w.x[i] = all.x[W * i + lane];
            w.y[i] = all.y[W * i + lane];
            if (i + 2 < n) least = std::min(least, w.lowest[i] = all.lowest[W * i + lane]);
        }
        const Smallest triangle = settle<1>(n, limit_of(least, extent(n, region, w)), w);
        out[lane] = noted(accept(relative(triangle.area, n, region, w), Round::down), smallest, triangle.corners);
    }
}

#define EFT_HEILBRONN_ARGUMENTS const double *many, std::size_t n, Region region, Workspace &w, Abreast &all, Verdict *out
inline void abreast_portable(EFT_HEILBRONN_ARGUMENTS) { score_abreast<2>(many, n, region, w, all, out); }
#ifdef EFT_X86
EFT_TARGET_AVX2 inline void abreast_avx2(EFT_HEILBRONN_ARGUMENTS) { score_abreast<4>(many, n, region, w, all, out); }
EFT_TARGET_AVX512 inline void abreast_avx512(EFT_HEILBRONN_ARGUMENTS) { score_abreast<8>(many, n, region, w, all, out); }
#endif
#undef EFT_HEILBRONN_ARGUMENTS

#define EFT_HEILBRONN_ARGUMENTS View<double, 2> points, Region region, Workspace &w
inline Verdict score_portable(EFT_HEILBRONN_ARGUMENTS) { return score<2>(points, region, w); }
#ifdef EFT_X86
EFT_TARGET_AVX2 inline Verdict score_avx2(EFT_HEILBRONN_ARGUMENTS) { return score<4>(points, region, w); }
EFT_TARGET_AVX512 inline Verdict score_avx512(EFT_HEILBRONN_ARGUMENTS) {
    // half vectors for short rows: less padding
    return points.shape[0] < 32 ? score<4>(points, region, w) : score<8>(points, region, w);
}
#endif
#undef EFT_HEILBRONN_ARGUMENTS

}  // namespace detail

inline Workspace& workspace() {
    thread_local Workspace w;
    return w;
}

inline void require_shape(std::size_t n, std::size_t d) {
    require(d == 2 && n >= 3 && n <= kMostPoints, "points: expected shape (n, 2) with 3 <= n <= 1024");
}

// points: (n, 2), 3 <= n <= 1024.
inline Verdict smallest_triangle(View<double, 2> points, Region region) {
    require_shape(points.shape[0], points.shape[1]);
    Workspace& w = workspace();
#ifdef EFT_X86
    if (simd() == Simd::avx512) return detail::score_avx512(points, region, w);
    if (simd() == Simd::avx2) return detail::score_avx2(points, region, w);
#endif
    return detail::score_portable(points, region, w);
}

// points: (batch, n, 2); one verdict each, equal to those of single calls.
inline std::vector<Verdict> smallest_triangles(View<double, 3> points, Region region) {
    const std::size_t count = points.shape[0], n = points.shape[1], size = 2 * n;
    if (count > 0) require_shape(n, points.shape[2]);
    std::vector<Verdict> out(count);
    thread_local detail::Abreast all;
    std::size_t b = 0;
    if (n < kMostAbreast) {
        std::size_t lanes = 2;
        auto score = detail::abreast_portable;
#ifdef EFT_X86
        if (simd() == Simd::avx2) score = detail::abreast_avx2, lanes = 4;
        if (simd() == Simd::avx512) score = detail::abreast_avx512, lanes = 8;
#endif
        for (; b + lanes <= count; b += lanes) score(points.data + b * size, n, region, workspace(), all, &out[b]);
    }
    View<double, 2> one;
    one.shape = {n, 2};
    for (; b < count; ++b) {
        one.data = points.data + b * size;
        out[b] = smallest_triangle(one, region);
    }
    return out;
}

}  // namespace eft::heilbronn
