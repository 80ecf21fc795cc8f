// Star discrepancy of n points in the unit square, exact, minimised:
//   sup over boxes [0, a] x [0, b], open or closed at a and b, of |area - (points inside) / n|.
// For a given set of points inside, the area is extreme at a box whose a is the first coordinate of a point or 1 and whose b the second of
// one or 1: area - count / n over the open boxes [0, a) x [0, b), count / n - area over the closed ones (Niederreiter 1972; Doerr,
// Gnewuch, Wahlström, "Calculation of discrepancy measures", 2014, section 10.2). All O(n^2) of them are tried, in integers.
//
// Quantise: coordinates are rounded to multiples of 2^-32 (half to even) and must lie in [0, 1]. Value: an integer over n 2^64.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::discrepancy {

inline constexpr std::size_t kMostPoints = 4096;
inline constexpr int kGridBits = 32;
inline constexpr std::int64_t kOne = std::int64_t{1} << kGridBits;

enum Fault { none, not_finite, outside, open_box, closed_box };
inline constexpr const char* kReasons[] = {
    "",
    "point {} is not finite",
    "point {} leaves the unit square",
    "the open box to ({}, {}) / 2^32 holds only {} points",
    "the closed box to ({}, {}) / 2^32 holds {} points",
};

struct Point {
    std::int64_t x, y;
    std::size_t rank;  // of y among the distinct second coordinates
};

struct Worst {
    i128 gap = -1;  // n 2^64 |area - count / n|
    int kind = open_box;
    std::array<std::int64_t, 4> at{};
};

namespace detail {

inline Verdict read(View<double, 2> points, std::vector<Point>& out) {
    for (std::size_t i = 0; i < points.shape[0]; ++i) {
        const auto at = static_cast<std::int64_t>(i);
        const double x = std::nearbyint(points[i][0] * 0x1p32), y = std::nearbyint(points[i][1] * 0x1p32);  // half to even
        if (!(std::isfinite(points[i][0]) && std::isfinite(points[i][1]))) return refuse(not_finite, {at});
        if (!(x >= 0 && x <= 0x1p32 && y >= 0 && y <= 0x1p32)) return refuse(outside, {at});
        out.push_back({static_cast<std::int64_t>(x), static_cast<std::int64_t>(y), 0});
    }
    return {};
}

// All boxes of width `a` against the points counted so far; counts[r]: how many of them have second coordinate heights[r].
inline void try_width(std::int64_t a, bool open, std::size_t n, const std::vector<std::int64_t>& heights,
                      const std::vector<std::int64_t>& counts, Worst& worst) {
    std::int64_t inside = 0;
    for (std::size_t r = 0; r < heights.size(); ++r) {
        if (!open) inside += counts[r];
        const i128 area = static_cast<i128>(a) * heights[r] * static_cast<std::int64_t>(n), count = static_cast<i128>(inside) << 64;
        const i128 gap = open ? area - count : count - area;
        if (gap > worst.gap) worst = {gap, open ? open_box : closed_box, {a, heights[r], inside, 0}};
        if (open) inside += counts[r];
    }
}

}  // namespace detail

// points: (n, 2), 1 <= n <= 4096.
inline Verdict star(View<double, 2> points) {
    const std::size_t n = points.shape[0];
    require(points.shape[1] == 2 && n >= 1 && n <= kMostPoints, "points: expected shape (n, 2) with 1 <= n <= 4096");
    std::vector<Point> sorted;
    if (const Verdict fault = detail::read(points, sorted); fault.fault) return fault;
    std::vector<std::int64_t> heights{kOne};
    for (const Point& p : sorted) heights.push_back(p.y);
    std::sort(heights.begin(), heights.end());
    heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
    for (Point& p : sorted) p.rank = static_cast<std::size_t>(std::lower_bound(heights.begin(), heights.end(), p.y) - heights.begin());
    std::sort(sorted.begin(), sorted.end(), [](const Point& p, const Point& q) { return p.x < q.x; });

    std::vector<std::int64_t> counts(heights.size());
    Worst worst;
    for (std::size_t t = 0; t < n;) {
        const std::int64_t a = sorted[t].x;
        detail::try_width(a, true, n, heights, counts, worst);
        for (; t < n && sorted[t].x == a; ++t) ++counts[sorted[t].rank];
        detail::try_width(a, false, n, heights, counts, worst);
    }
    if (sorted.back().x < kOne) detail::try_width(kOne, true, n, heights, counts, worst);
    const Ratio value{Wide(static_cast<u128>(worst.gap)), Wide(n).shifted(64)};
    return noted(accept(value, Round::up), worst.kind, worst.at);
}

}  // namespace eft::discrepancy
