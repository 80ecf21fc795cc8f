// Sum of radii of n disjoint disks in a rectangle or a convex polygon, exact and tolerance-free.
//
// 1. Quantise: centres and radii become integers over 2^46 (round half to even); from here on they are the packing. A radius longer than
//    1 (in a polygon: than the longer side of its bounding box) counts as that; no such disk fits, so it is about to be shrunk anyway.
// 2. Find v, the smallest integer >= 0 such that the radii max(0, R_i - v) satisfy every wall and every pair exactly.
// 3. The score is the sum of those radii.
//
// For a pair see disks.hpp, for a wall containers.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "eft/containers.hpp"
#include "eft/disk_cells.hpp"
#include "eft/disk_lanes.hpp"
#include "eft/disks.hpp"
#include "eft/verdict.hpp"

namespace eft::packing {

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

namespace detail {

// n from which cells are faster than all pairs, by lanes of a vector. Measured for 4 (between 120 and 150); half as many lanes make the
// pairs twice as slow and leave the cells as they are, twice as many the other way round.
inline std::size_t crossover() { return simd() == Simd::avx512 ? 300 : simd() == Simd::avx2 ? 150 : 100; }

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
        const Crossing found = walls.crossing(d, worst.v);
        out.note = Walls::sides ? left + static_cast<int>(found.wall) : edge;
        out.at = {found.disk, found.wall};
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
             std::size_t cells_from = detail::crossover()) {
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
    constexpr std::size_t most = 127;  // disks; lanes are faster than rows as long as they stay in the first-level cache
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
