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

#include "eft/lanes.hpp"
#include "eft/point_grid.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::heilbronn {

inline constexpr std::size_t kMostPoints = 1024;  // 2 10^8 triangles
inline constexpr std::int64_t kOne = std::int64_t{1} << points::kGridBits;
inline constexpr std::uint64_t kPiUp = 0x3243f6a8885a308e;  // ceil(pi 2^60)

enum Fault { none, not_finite, smallest };
inline constexpr const char* kReasons[] = {"", "point {} is not finite", "smallest triangle: points {}, {} and {}"};

enum class Region { square, triangle, disk, convex };

struct Smallest {
    u128 area = 0;  // twice the area, in squared grid steps
    std::array<std::int64_t, 4> corners{};
};

// The points on the grid, inside the region; NaN beyond the last one, which no comparison selects.
struct Workspace {
    static constexpr std::size_t kRoom = kMostPoints + 8;
    double flat[2 * kRoom], x[kRoom], y[kRoom];
    double dx[kRoom], dy[kRoom];  // relative to the first corner
    double lowest[8 * kRoom];     // least |det~| of each first corner, lane by lane
};

namespace detail {

inline u128 magnitude(i128 v) { return v < 0 ? -static_cast<u128>(v) : static_cast<u128>(v); }

inline i128 det(const Workspace& w, std::size_t i, std::size_t j, std::size_t k) {
    const auto ax = points::whole(w.x[j] - w.x[i]), ay = points::whole(w.y[j] - w.y[i]);
    const auto bx = points::whole(w.x[k] - w.x[i]), by = points::whole(w.y[k] - w.y[i]);
    return static_cast<i128>(ax) * by - static_cast<i128>(bx) * ay;
}

inline std::uint64_t floor_sqrt(u128 v) {
    auto s = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(v)));
    while (static_cast<u128>(s) * s > v) --s;
    while (static_cast<u128>(s + 1) * (s + 1) <= v) ++s;
    return s;
}

// Towards the centre by a factor below 1 / length, so that the rounded point is inside.
inline void into_disk(double& x, double& y) {
    const auto X = points::whole(x), Y = points::whole(y);
    const u128 square = static_cast<u128>(static_cast<i128>(X) * X + static_cast<i128>(Y) * Y);
    if (square <= static_cast<u128>(kOne) * kOne) return;
    const auto length = static_cast<i128>(floor_sqrt(square)) + 1;
    x = static_cast<double>(static_cast<i128>(X) * kOne / length);
    y = static_cast<double>(static_cast<i128>(Y) * kOne / length);
}

template <int W>
EFT_INLINE bool place(View<double, 2> points, Region region, Workspace& w) {
    const std::size_t n = points.shape[0];
    const bool cornered = region == Region::square || region == Region::triangle;
    if (!points::quantise(points.data, w.flat, 2 * n, cornered ? 0 : -points::kFar, cornered ? points::kGrid : points::kFar)) return false;
    for (std::size_t i = 0; i < n; ++i) {
        w.x[i] = w.flat[2 * i];
        w.y[i] = w.flat[2 * i + 1];
    }
    if (region == Region::triangle)
        for (std::size_t i = 0; i < n; ++i) w.y[i] = std::min(w.y[i], points::kGrid - w.x[i]);
    if (region == Region::disk)
        for (std::size_t i = 0; i < n; ++i) into_disk(w.x[i], w.y[i]);
    for (std::size_t i = n; i < n + W; ++i) w.x[i] = w.y[i] = std::numeric_limits<double>::quiet_NaN();
    return true;
}

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

// M of the filter: no difference of two coordinates is larger.
inline double extent(std::size_t n, Region region, const Workspace& w) {
    if (region == Region::disk) return 2 * points::kGrid;
    if (region != Region::convex) return points::kGrid;
    const auto [left, right] = std::minmax_element(w.x, w.x + n);
    const auto [bottom, top] = std::minmax_element(w.y, w.y + n);
    return std::max(*right - *left, *top - *bottom);
}

template <int W>
EFT_INLINE Smallest smallest_triangle(std::size_t n, double extent, Workspace& w) {
    const double error = 0x1p-50 * extent * extent, least = filter<W>(n, w);
    return settle<W>(n, (least + 2 * error) * (1 + 0x1p-50), w);
}

// Twice the area of the convex hull (monotone chain, shoelace); 0 if all points are in line.
inline u128 double_hull(std::size_t n, const Workspace& w) {
    std::vector<std::size_t> order(n), chain(2 * n);
    for (std::size_t i = 0; i < n; ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return w.x[a] < w.x[b] || (w.x[a] == w.x[b] && w.y[a] < w.y[b]); });
    std::size_t size = 0;
    for (std::size_t t = 0; t < n; ++t) {
        while (size > 1 && det(w, chain[size - 2], chain[size - 1], order[t]) <= 0) --size;
        chain[size++] = order[t];
    }
    const std::size_t lower = size;
    for (std::size_t t = n - 1; t-- > 0;) {
        while (size > lower && det(w, chain[size - 2], chain[size - 1], order[t]) <= 0) --size;
        chain[size++] = order[t];
    }
    i128 area = 0;
    for (std::size_t t = 1; t + 1 < size; ++t) area += det(w, chain[0], chain[t], chain[t + 1]);
    return magnitude(area);
}

inline Ratio relative(u128 area, std::size_t n, Region region, const Workspace& w) {
    const Wide squared = Wide(1).shifted(2 * points::kGridBits);
    if (area == 0) return {Wide(0), Wide(1)};
    if (region == Region::square) return {Wide(area), squared.times(2)};
    if (region == Region::triangle) return {Wide(area), squared};
    if (region == Region::disk) return {Wide(area).shifted(60), squared.times(kPiUp).shifted(1)};
    return {Wide(area), Wide(double_hull(n, w))};
}

template <int W>
EFT_INLINE Verdict score(View<double, 2> points, Region region, Workspace& w) {
    const std::size_t n = points.shape[0];
    if (!place<W>(points, region, w)) return refuse(not_finite, {points::first_not_finite(points.span(), 2)});
    const Smallest triangle = smallest_triangle<W>(n, extent(n, region, w), w);
    return noted(accept(relative(triangle.area, n, region, w), Round::down), smallest, triangle.corners);
}

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

// points: (n, 2), 3 <= n <= 1024.
inline Verdict smallest_triangle(View<double, 2> points, Region region) {
    require(points.shape[1] == 2 && points.shape[0] >= 3 && points.shape[0] <= kMostPoints,
            "points: expected shape (n, 2) with 3 <= n <= 1024");
    thread_local Workspace w;
#ifdef EFT_X86
    if (simd() == Simd::avx512) return detail::score_avx512(points, region, w);
    if (simd() == Simd::avx2) return detail::score_avx2(points, region, w);
#endif
    return detail::score_portable(points, region, w);
}

}  // namespace eft::heilbronn
