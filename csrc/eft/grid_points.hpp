// Subsets of the n x n grid without a forbidden triple, exact. Value: the number of points (maximised).
//
// No three in line: seen from a point i, no two later points lie in the same direction (up to sign). No isosceles triangle: no point has
// two others at the same distance; midpoints (degenerate triangles) count as well (OEIS A271914).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::grid_points {

inline constexpr std::int64_t kMostSide = 1024;
inline constexpr std::size_t kMostPoints = 4096;

enum Fault { none, too_many, outside, repeated, in_line, isosceles };
inline constexpr const char* kReasons[] = {
    "",
    "expected at most 4096 points, got {}",
    "point {} leaves the grid",
    "points {} and {} are equal",
    "points {}, {} and {} are in line",
    "points {} and {} are equally far from point {}",
};

namespace detail {

using Keyed = std::pair<std::int64_t, std::int64_t>;  // a key and the index of its point
using Pair = std::array<std::int64_t, 2>;
inline constexpr Pair kNoPair = {std::numeric_limits<std::int64_t>::max(), 0};

// The first pair of indices (in lexicographic order) with equal keys, or kNoPair.
inline Pair first_equal(std::vector<Keyed>& keyed) {
    std::sort(keyed.begin(), keyed.end());
    Pair out = kNoPair;
    for (std::size_t t = 1; t < keyed.size(); ++t)
        if (keyed[t].first == keyed[t - 1].first) out = std::min(out, Pair{keyed[t - 1].second, keyed[t].second});
    return out;
}

inline Verdict read(std::int64_t n, View<std::int64_t, 2> points) {
    require(n >= 1 && n <= kMostSide, "n: expected 1 <= n <= 1024");
    require(points.shape[1] == 2, "points: expected shape (m, 2)");
    if (points.shape[0] > kMostPoints) return refuse(too_many, {static_cast<std::int64_t>(points.shape[0])});
    std::vector<Keyed> cells;
    for (std::size_t i = 0; i < points.shape[0]; ++i) {
        const std::int64_t x = points[i][0], y = points[i][1];
        if (!(x >= 0 && x < n && y >= 0 && y < n)) return refuse(outside, {static_cast<std::int64_t>(i)});
        cells.emplace_back(x * n + y, static_cast<std::int64_t>(i));
    }
    const Pair twice = first_equal(cells);
    return twice == kNoPair ? Verdict{} : refuse(repeated, {twice[0], twice[1]});
}

// The direction (dx, dy) != 0 in lowest terms and up to sign, as one number.
inline std::int64_t direction(std::int64_t dx, std::int64_t dy) {
    const std::int64_t divisor = (dx < 0 || (dx == 0 && dy < 0) ? -1 : 1) * std::gcd(dx, dy);
    return dx / divisor * (4 * kMostSide) + dy / divisor;
}

}  // namespace detail

// points: (m, 2), entries in 0 .. n - 1.
inline Verdict no_three_in_line(std::int64_t n, View<std::int64_t, 2> points) {
    if (const Verdict fault = detail::read(n, points); fault.fault) return fault;
    const std::size_t m = points.shape[0];
    std::vector<detail::Keyed> seen;
    for (std::size_t i = 0; i < m; ++i) {
        seen.clear();
        for (std::size_t j = i + 1; j < m; ++j)
            seen.emplace_back(detail::direction(points[j][0] - points[i][0], points[j][1] - points[i][1]), static_cast<std::int64_t>(j));
        if (const auto pair = detail::first_equal(seen); pair != detail::kNoPair)
            return refuse(in_line, {static_cast<std::int64_t>(i), pair[0], pair[1]});
    }
    return accept(static_cast<i128>(m), Round::down);
}

inline Verdict no_isosceles(std::int64_t n, View<std::int64_t, 2> points) {
    if (const Verdict fault = detail::read(n, points); fault.fault) return fault;
    const std::size_t m = points.shape[0];
    std::vector<detail::Keyed> seen;
    for (std::size_t i = 0; i < m; ++i) {
        seen.clear();
        for (std::size_t j = 0; j < m; ++j) {
            const std::int64_t dx = points[j][0] - points[i][0], dy = points[j][1] - points[i][1];
            if (j != i) seen.emplace_back(dx * dx + dy * dy, static_cast<std::int64_t>(j));
        }
        if (const auto pair = detail::first_equal(seen); pair != detail::kNoPair)
            return refuse(isosceles, {pair[0], pair[1], static_cast<std::int64_t>(i)});
    }
    return accept(static_cast<i128>(m), Round::down);
}

}  // namespace eft::grid_points
