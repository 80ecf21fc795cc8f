// Sum of radii of n disjoint disks in a rectangle or a convex polygon, exact and tolerance-free.
//
// 1. Quantise: centres and radii become integers over 2^46 (round half to even); from here on they are the packing. A radius longer than
//    1 (in a polygon: than the longer side of its bounding box) counts as that; no such disk fits, so it is about to be shrunk anyway.
// 2. Find v, the smallest integer >= 0 such that the radii max(0, R_i - v) satisfy every wall and every pair exactly.
// 3. The score is the sum of those radii.
//
// For a pair see disks.hpp. For a wall at distance w from the centre v >= R - floor(w) decides, as radii are integers: in a rectangle w is
// one. In a polygon the wall from P to Q (counter-clockwise) is at w = D / L with D = (Q - P) x (C - P) >= 0 and L^2 = |Q - P|^2 integers,
// and floor(w) is the largest integer t with t^2 L^2 <= D^2. Coordinates are at most 2^47 in magnitude, so both sides stay below 2^196.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include "eft/disk_cells.hpp"
#include "eft/disk_lanes.hpp"
#include "eft/disks.hpp"
#include "eft/verdict.hpp"

namespace eft::packing {

using disks::Box;
using disks::kGrid;

enum Fault { none, width, not_finite, outside, negative_radius };
enum Note { left = negative_radius + 1, right, bottom, top, edge, pair };
inline constexpr const char* kReasons[] = {
    "",
    "w: expected 0 < w < 2",
    "circle {}: not finite",
    "circle {}: centre outside the container",
    "circle {}: negative radius",
    "circle {} crosses the left wall",
    "circle {} crosses the right wall",
    "circle {} crosses the lower wall",
    "circle {} crosses the upper wall",
    "circle {} crosses edge {}",
    "circles {} and {} overlap",
};

struct Result {
    int fault = none, note = none;  // indices of kReasons; note: the first constraint that asks for the whole violation
    std::array<std::int64_t, 4> at{};
    std::int64_t sum = 0;        // of the repaired radii, over 2^46
    std::int64_t violation = 0;  // v, over 2^46
};

// Kept between calls so that a batch allocates once.
struct Workspace {
    disks::Disks disks;
    disks::Cells cells;
    disks::Lanes lanes;
};

inline Box square() { return {kGrid / 2, kGrid / 2, kGrid / 2, kGrid / 2, kGrid}; }

// Of perimeter 4; width quantised as well. True unless it is not in (0, 2).
inline bool rectangle(double width, Box& box) {
    const double w = disks::to_grid(width), h = 2 * kGrid - w;
    box = {w / 2, h / 2, w / 2, h / 2, kGrid};
    return w > 0 && w < 2 * kGrid;
}

struct Rectangle {
    Box box;

    template <int W>
    EFT_INLINE double worst(const disks::Disks& d) const {  // largest radius - distance to the nearest wall, or 0
        Vec<W> most{};
        std::size_t i = 0;
        for (; i + W <= d.n; i += W) {
            const Vec<W> x = box.half_width - disks::magnitude<W>(load<W>(&d.x[i]));
            const Vec<W> y = box.half_height - disks::magnitude<W>(load<W>(&d.y[i]));
            most = disks::larger<W>(load<W>(&d.radius[i]) - disks::smaller<W>(x, y), most);
        }
        double v = 0;
        for (int k = 0; k < W; ++k) v = std::max(v, most[k]);
        for (; i < d.n; ++i)
            v = std::max(v, d.radius[i] - std::min(box.half_width - std::fabs(d.x[i]), box.half_height - std::fabs(d.y[i])));
        return v;
    }

    bool holds(double, double) const { return true; }

    void name(const disks::Disks& d, double v, Result& out) const {
        for (std::size_t i = 0; i < d.n; ++i) {
            const double room[4] = {box.half_width + d.x[i], box.half_width - d.x[i], box.half_height + d.y[i], box.half_height - d.y[i]};
            for (int side = 0; side < 4; ++side)
                if (d.radius[i] - room[side] == v) {
                    out.note = left + side;
                    out.at = {static_cast<std::int64_t>(i)};
                    return;
                }
        }
    }
};

// Strictly convex, counter-clockwise, corners on the grid within [-2, 2]^2.
class Polygon {
  public:
    Box box;

    static constexpr std::size_t kMostCorners = 1024;

    // x, y: the corners in order; rounded to the grid. std::invalid_argument for anything else.
    Polygon(std::span<const double> x, std::span<const double> y) {
        require(x.size() == y.size() && x.size() >= 3 && x.size() <= kMostCorners, "polygon: expected 3 to 1024 corners");
        double low_x = 0, high_x = 0, low_y = 0, high_y = 0;
        for (std::size_t k = 0; k < x.size(); ++k) {
            const double X = disks::to_grid(x[k]), Y = disks::to_grid(y[k]);
            require(std::fabs(X) <= 2 * kGrid && std::fabs(Y) <= 2 * kGrid, "polygon: expected corners in [-2, 2] x [-2, 2]");
            corners_.push_back({static_cast<std::int64_t>(X), static_cast<std::int64_t>(Y)});
            low_x = k ? std::min(low_x, X) : X, high_x = k ? std::max(high_x, X) : X;
            low_y = k ? std::min(low_y, Y) : Y, high_y = k ? std::max(high_y, Y) : Y;
        }
        std::size_t turns = 0;  // times that an edge points left after one that points right: once around the polygon
        for (std::size_t k = 0; k < corners_.size(); ++k) {
            const Point a = edge_of(k), b = edge_of((k + 1) % corners_.size());
            require(cross(a, b) > 0, "polygon: expected strictly convex corners in counter-clockwise order");
            turns += upper(a) && !upper(b);
            inverse_.push_back(1 / std::hypot(static_cast<double>(a.x), static_cast<double>(a.y)));
        }
        require(turns == 1, "polygon: expected strictly convex corners in counter-clockwise order");
        box = {(low_x + high_x) / 2, (low_y + high_y) / 2, (high_x - low_x) / 2, (high_y - low_y) / 2,
               std::max(high_x - low_x, high_y - low_y)};
    }

    template <int W>
    EFT_INLINE double worst(const disks::Disks& d) const {
        double v = 0;
        for (std::size_t i = 0; i < d.n; ++i)
            for (std::size_t k = 0; k < corners_.size(); ++k)
                if (d.radius[i] - surely(k, d.x[i], d.y[i]) > v) v = std::max(v, d.radius[i] - room(k, d.x[i], d.y[i]));
        return v;
    }

    // Whether a centre of the bounding box lies in the polygon.
    bool holds(double x, double y) const {
        for (std::size_t k = 0; k < corners_.size(); ++k)
            if (!(height(k, x, y) >= 0)) return false;
        return true;
    }

    void name(const disks::Disks& d, double v, Result& out) const {
        for (std::size_t i = 0; i < d.n; ++i)
            for (std::size_t k = 0; k < corners_.size(); ++k)
                if (d.radius[i] - room(k, d.x[i], d.y[i]) == v) {
                    out.note = edge;
                    out.at = {static_cast<std::int64_t>(i), static_cast<std::int64_t>(k)};
                    return;
                }
    }

  private:
    struct Point {
        std::int64_t x, y;
    };
    std::vector<Point> corners_;
    std::vector<double> inverse_;  // 1 / L

    static i128 cross(Point a, Point b) { return static_cast<i128>(a.x) * b.y - static_cast<i128>(a.y) * b.x; }
    static bool upper(Point a) { return a.y > 0 || (a.y == 0 && a.x > 0); }
    Point edge_of(std::size_t k) const {
        const Point a = corners_[k], b = corners_[(k + 1) % corners_.size()];
        return {b.x - a.x, b.y - a.y};
    }
    // D of the header, for a centre relative to that of the box.
    i128 height(std::size_t k, double x, double y) const {
        const Point c{static_cast<std::int64_t>(x + box.x), static_cast<std::int64_t>(y + box.y)};
        return cross(edge_of(k), {c.x - corners_[k].x, c.y - corners_[k].y});
    }
    // At most the distance from edge k: the roundings of the quotient stay below 2^-50 relative.
    double surely(std::size_t k, double x, double y) const {
        return static_cast<double>(height(k, x, y)) * inverse_[k] * (1 - 0x1p-48) - 1;
    }
    // floor of the distance of an inner point from edge k.
    double room(std::size_t k, double x, double y) const {
        const Point e = edge_of(k);
        const auto D = static_cast<u128>(height(k, x, y));
        const u128 squared = static_cast<u128>(static_cast<i128>(e.x) * e.x + static_cast<i128>(e.y) * e.y);
        const Wide target = product(D, D);
        auto t = static_cast<std::uint64_t>(static_cast<double>(D) / std::sqrt(static_cast<double>(squared)));
        while (!(product(squared, static_cast<u128>(t) * t) <= target)) --t;
        while (product(squared, static_cast<u128>(t + 1) * (t + 1)) <= target) ++t;
        return static_cast<double>(t);
    }
};

namespace detail {

// n from which cells are faster than all pairs.
inline constexpr std::size_t kCellsFrom = 400;

template <class Walls>
Result fault_of(const Walls& walls, std::span<const double> x, std::span<const double> y, std::span<const double> r) {
    Result out;
    const Box& box = walls.box;
    for (std::size_t i = 0; i < x.size(); ++i) {
        out.at = {static_cast<std::int64_t>(i)};
        const double X = disks::to_grid(x[i]) - box.x, Y = disks::to_grid(y[i]) - box.y, R = disks::to_grid(r[i]);
        if (!(std::isfinite(x[i]) && std::isfinite(y[i]) && std::isfinite(r[i]))) out.fault = not_finite;
        else if (!(std::fabs(X) <= box.half_width && std::fabs(Y) <= box.half_height && walls.holds(X, Y))) out.fault = outside;
        else if (!(R >= 0)) out.fault = negative_radius;
        else continue;
        return out;
    }
    out.fault = not_finite;  // not reached: this repeats the test that sent us here; were they to differ, refuse
    return out;
}

// Writes round(2^46 in) - centre; true if every result is proved to lie in [-half, half].
template <int W>
EFT_INLINE bool quantise_centres(const double* in, double* out, std::size_t n, double centre, double half) {
    Vec<W> proved = disks::all<W>(1);
    std::size_t i = 0;
    for (; i + W <= n; i += W) {
        const Vec<W> q = ((load<W>(in + i) * kGrid + disks::kRounder) - disks::kRounder) - centre;
        proved = disks::magnitude<W>(q) <= half ? proved : disks::all<W>(-1);  // a NaN fails the comparison
        store<W>(out + i, q);
    }
    bool ok = !disks::any_negative<W>(proved);
    for (; i < n; ++i) {
        out[i] = ((in[i] * kGrid + disks::kRounder) - disks::kRounder) - centre;
        ok &= std::fabs(out[i]) <= half;
    }
    return ok;
}

// Writes round(2^46 in), at most `cap`; true if every entry is proved finite and not negative.
template <int W>
EFT_INLINE bool quantise_radii(const double* in, double* out, std::size_t n, double cap) {
    constexpr double most = std::numeric_limits<double>::max();
    Vec<W> proved = disks::all<W>(1);
    std::size_t i = 0;
    for (; i + W <= n; i += W) {
        const Vec<W> v = load<W>(in + i), rounded = (v * kGrid + disks::kRounder) - disks::kRounder;
        proved = (rounded >= 0.0) & (v <= most) ? proved : disks::all<W>(-1);
        store<W>(out + i, disks::smaller<W>(rounded, disks::all<W>(cap)));
    }
    bool ok = !disks::any_negative<W>(proved);
    for (; i < n; ++i) {
        const double rounded = (in[i] * kGrid + disks::kRounder) - disks::kRounder;
        ok &= rounded >= 0.0 && in[i] <= most;
        out[i] = std::min(rounded, cap);
    }
    return ok;
}

template <class Walls>
bool all_inside(const Walls& walls, const disks::Disks& d) {
    for (std::size_t i = 0; i < d.n; ++i)
        if (!walls.holds(d.x[i], d.y[i])) return false;
    return true;
}

// Leaves the quantised packing in w.disks.
template <int W, class Walls>
EFT_INLINE Result score(const Walls& walls, std::span<const double> x, std::span<const double> y, std::span<const double> r,
                        std::size_t cells_from, Workspace& w) {
    const std::size_t n = x.size();
    const Box& box = walls.box;
    disks::Disks& d = w.disks;
    d.resize(n);
    const bool ok = quantise_centres<W>(x.data(), d.x.data(), n, box.x, box.half_width) &
                    quantise_centres<W>(y.data(), d.y.data(), n, box.y, box.half_height) &
                    quantise_radii<W>(r.data(), d.radius.data(), n, box.longest);
    if (!ok || !all_inside(walls, d)) return fault_of(walls, x, y, r);

    disks::Worst worst;
    worst.v = walls.template worst<W>(d);
    if (n < cells_from) {
        d.prepare<W>(worst.v, box.scale());
        disks::meet_all<W>(d, box.scale(), worst);
    } else {
        w.cells.sort(d, box);
        disks::meet_near<W == 8 ? 4 : W>(w.cells, box, worst);  // stretches are short
    }

    Result out;
    out.violation = static_cast<std::int64_t>(worst.v);
    if (worst.first >= 0) {
        out.note = pair;
        out.at = {worst.first, worst.second};
    } else if (worst.v > 0) {
        walls.name(d, worst.v, out);
    }
    for (std::size_t i = 0; i < n; ++i) out.sum += static_cast<std::int64_t>(std::max(0.0, d.radius[i] - worst.v));
    return out;
}

#define EFT_PACKING_ARGUMENTS                                                                                                    \
    const Walls &walls, std::span<const double> x, std::span<const double> y, std::span<const double> r, std::size_t cells_from, \
        Workspace &w
template <class Walls>
Result score_portable(EFT_PACKING_ARGUMENTS) {
    return score<2>(walls, x, y, r, cells_from, w);
}
#ifdef EFT_X86
template <class Walls>
EFT_TARGET_AVX2 Result score_avx2(EFT_PACKING_ARGUMENTS) {
    return score<4>(walls, x, y, r, cells_from, w);
}
template <class Walls>
EFT_TARGET_AVX512 Result score_avx512(EFT_PACKING_ARGUMENTS) {
    // half vectors for short rows: less padding
    return x.size() < 64 ? score<4>(walls, x, y, r, cells_from, w) : score<8>(walls, x, y, r, cells_from, w);
}
#endif
#undef EFT_PACKING_ARGUMENTS

#define EFT_LANES_ARGUMENTS \
    std::size_t n, const Box *boxes, const double *x, const double *y, const double *r, disks::Lanes &d, disks::Outcome *out
inline void lanes_portable(EFT_LANES_ARGUMENTS) { disks::score_lanes<2>(n, boxes, x, y, r, d, out); }
#ifdef EFT_X86
EFT_TARGET_AVX2 inline void lanes_avx2(EFT_LANES_ARGUMENTS) { disks::score_lanes<4>(n, boxes, x, y, r, d, out); }
EFT_TARGET_AVX512 inline void lanes_avx512(EFT_LANES_ARGUMENTS) { disks::score_lanes<8>(n, boxes, x, y, r, d, out); }
#endif
#undef EFT_LANES_ARGUMENTS

// How many packings are scored at once, and by what.
struct LaneScorer {
    std::size_t width;
    decltype(&lanes_portable) score;
};
inline LaneScorer lane_scorer() {
#ifdef EFT_X86
    if (simd() == Simd::avx512) return {8, lanes_avx512};
    if (simd() == Simd::avx2) return {4, lanes_avx2};
#endif
    return {2, lanes_portable};
}

}  // namespace detail

// x, y, r: n entries each. cells_from: the number of disks from which cells are used; the result does not depend on it.
template <class Walls>
Result score(const Walls& walls, std::span<const double> x, std::span<const double> y, std::span<const double> r, Workspace& w,
             std::size_t cells_from = detail::kCellsFrom) {
#ifdef EFT_X86
    if (simd() == Simd::avx512) return detail::score_avx512(walls, x, y, r, cells_from, w);
    if (simd() == Simd::avx2) return detail::score_avx2(walls, x, y, r, cells_from, w);
#endif
    return detail::score_portable(walls, x, y, r, cells_from, w);
}

// x, y, r: `count` packings of n disks, row after row; box(b, out): the rectangle of packing b, false if it is none. Same results as
// `score`.
template <class Boxes>
void score_batch(std::size_t count, std::size_t n, Boxes box, const double* x, const double* y, const double* r, Workspace& w,
                 disks::Outcome* out) {
    constexpr std::size_t most = 64;  // disks up to which lanes are faster than rows: their working set stays in the first-level cache
    const detail::LaneScorer lanes = detail::lane_scorer();
    std::array<Box, disks::kMostLanes> boxes{};
    for (std::size_t b = 0; b < count;) {
        const std::size_t group = n <= most && b + lanes.width <= count ? lanes.width : 1;
        bool valid = true;
        for (std::size_t k = 0; k < group; ++k) valid &= box(b + k, boxes[k]);
        if (valid && group > 1) {
            lanes.score(n, boxes.data(), x + b * n, y + b * n, r + b * n, w.lanes, out + b);
            b += group;
            continue;
        }
        for (const std::size_t end = b + group; b < end; ++b) {
            Result one;
            one.fault = width;
            if (box(b, boxes[0])) one = score(Rectangle{boxes[0]}, {x + b * n, n}, {y + b * n, n}, {r + b * n, n}, w);
            out[b] = {one.fault == none, one.sum, one.violation};
        }
    }
}

}  // namespace eft::packing
