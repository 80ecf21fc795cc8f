// The regions of Heilbronn's problem (heilbronn.hpp): points are moved inside, areas are taken relative to the region.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "eft/point_grid.hpp"
#include "eft/view.hpp"
#include "eft/wide.hpp"

namespace eft::heilbronn {

inline constexpr std::size_t kMostPoints = 1024;  // 2 10^8 triangles
inline constexpr std::int64_t kOne = std::int64_t{1} << points::kGridBits;
inline constexpr std::uint64_t kPiUp = 0x3243f6a8885a308e;  // ceil(pi 2^60)

enum class Region { square, triangle, disk, convex };

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

// M of the filter: no difference of two coordinates is larger.
inline double extent(std::size_t n, Region region, const Workspace& w) {
    if (region == Region::disk) return 2 * points::kGrid;
    if (region != Region::convex) return points::kGrid;
    const auto [left, right] = std::minmax_element(w.x, w.x + n);
    const auto [bottom, top] = std::minmax_element(w.y, w.y + n);
    return std::max(*right - *left, *top - *bottom);
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

}  // namespace detail
}  // namespace eft::heilbronn
