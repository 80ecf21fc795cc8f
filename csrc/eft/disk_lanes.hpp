// W packings at once, one to a vector lane: for few disks, where rows of one packing would leave most lanes idle.
//
// Two passes over the pairs of all W: the filter at the shrink that the walls ask for (a valid packing is done here), which also bounds
// every lane's shrink from below; and the filter at that bound, from the first row that failed, which leaves few pairs to the exact rule.
//
// The bound: a pair that overlaps by t - D, t = r_i + r_j, asks for a shrink of at least (t - D) / 2 = (t^2 - D^2) / (2 (t + D))
// >= (t^2 - D^2) / (4 (r_i + max r)). The filter's gap g is at least the true D^2 - t^2 less 2 E, so -g - 2 E is a safe t^2 - D^2.
#pragma once

#include <cstdint>
#include <vector>

#include "eft/disks.hpp"

namespace eft::disks {

inline constexpr std::size_t kMostLanes = 8;

struct Lanes {
    struct alignas(64) Line {
        double lane[kMostLanes];
    };
    std::vector<Line> x, y, radius, shrunk, offset;  // by disk

    void resize(std::size_t n) {
        if (x.size() < n)
            for (auto* array : {&x, &y, &radius, &shrunk, &offset}) array->resize(n);
    }
};

// What one packing comes to. The caller finds out why an invalid one is so, and what decides a valid one.
struct Outcome {
    bool valid;
    std::int64_t sum, violation;
};

namespace detail {

template <int W>
EFT_INLINE Vec<W> at(const std::vector<Lanes::Line>& lines, std::size_t i) {
    return load<W>(lines[i].lane);
}

// Number i of each of W rows of n.
template <int W>
EFT_INLINE Vec<W> column(const double* rows, std::size_t n, std::size_t i) {
    Vec<W> v;
    for (std::size_t k = 0; k < W; ++k) v[k] = rows[k * n + i];
    return v;
}

template <int W>
struct LaneState {
    Lanes& d;
    std::size_t n;
    Vec<W> scale;   // S of the filter
    Vec<W> margin;  // E / 2; far below 0 in lanes that are not valid, which then never fail the filter

    EFT_INLINE void prepare(Vec<W> level) const {
        for (std::size_t i = 0; i < n; ++i) {
            const Vec<W> x = at<W>(d.x, i), y = at<W>(d.y, i), r = larger<W>(at<W>(d.radius, i) - level, Vec<W>{});
            store<W>(d.shrunk[i].lane, r);
            store<W>(d.offset[i].lane, ((x * x + y * y) - r * r) - margin);
        }
    }

    struct Row {
        Vec<W> x, y, r, c;
        EFT_INLINE Row(const Lanes& d, std::size_t i)
            : x(-2.0 * at<W>(d.x, i)), y(-2.0 * at<W>(d.y, i)), r(-2.0 * at<W>(d.shrunk, i)), c(at<W>(d.offset, i)) {}
        EFT_INLINE Vec<W> gap(Vec<W> X, Vec<W> Y, Vec<W> R, Vec<W> C) const { return ((C + x * X) + y * Y) + r * R; }
        EFT_INLINE Vec<W> gap(const Lanes& d, std::size_t j) const {
            return gap(at<W>(d.x, j), at<W>(d.y, j), at<W>(d.shrunk, j), at<W>(d.offset, j));
        }
    };

    struct Least {
        Vec<W> a, b;
        EFT_INLINE bool proved() const { return !any_negative<W>(smaller<W>(a, b)); }
    };

    // The least gap of the pairs (i, j) and of (i + 1, j), with larger j.
    EFT_INLINE Least least(std::size_t i) const {
        const Row a(d, i), b(d, std::min(i + 1, n - 1));
        Least out{4.0 * scale, 4.0 * scale};
        if (i + 1 < n) out.a = a.gap(d, i + 1);
        for (std::size_t j = i + 2; j < n; ++j) {
            const Vec<W> X = at<W>(d.x, j), Y = at<W>(d.y, j), R = at<W>(d.shrunk, j), C = at<W>(d.offset, j);
            out.a = smaller<W>(a.gap(X, Y, R, C), out.a);
            out.b = smaller<W>(b.gap(X, Y, R, C), out.b);
        }
        return {out.a + a.c, out.b + b.c};
    }

    // The first row that is not proved (n if all are), and how much more than the present level the pairs ask for at least, in whole units.
    EFT_INLINE std::size_t least_raise(Vec<W>& raise) const {
        Vec<W> most{}, best{};
        for (std::size_t i = 0; i < n; ++i) most = larger<W>(at<W>(d.shrunk, i), most);
        std::size_t first = n;
        const auto bound = [&](std::size_t i, Vec<W> gap) __attribute__((always_inline)) {
            return (-gap - (2 * kError) * scale) / (4.0 * (at<W>(d.shrunk, i) + most));  // lanes without radii: -E / 0, not larger
        };
        for (std::size_t i = 0; i < n; i += 2) {
            const Least found = least(i);
            if (found.proved()) continue;
            first = std::min(first, i);
            best = larger<W>(larger<W>(bound(i, found.a), bound(std::min(i + 1, n - 1), found.b)), best);
        }
        raise = larger<W>(((best * (1 - 0x1p-40) + kRounder) - kRounder) - 1.0, Vec<W>{});
        return first;
    }

    // Applies the exact rule where the filter does not prove a pair of row i; v is each lane's shrink so far.
    EFT_INLINE void settle_row(std::size_t i, Vec<W>& v) const {
        const Row row(d, i);
        for (std::size_t j = i + 1; j < n; ++j) {
            const Vec<W> gap = row.gap(d, j) + row.c;
            if (!any_negative<W>(gap)) continue;
            const Vec<W> dx = at<W>(d.x, i) - at<W>(d.x, j), dy = at<W>(d.y, i) - at<W>(d.y, j);
            for (std::size_t k = 0; k < W; ++k)
                if (gap[k] < 0) v[k] = settle(dx[k], dy[k], d.radius[i].lane[k], d.radius[j].lane[k], v[k]);
        }
    }
};

}  // namespace detail

// x, y, r: W packings of n disks each, row after row; boxes: W rectangles with their corner at the origin.
template <int W>
EFT_INLINE void score_lanes(std::size_t n, const Box* boxes, const double* x, const double* y, const double* r, Lanes& d, Outcome* out) {
    d.resize(n);
    Vec<W> half_width, half_height, cap;
    for (std::size_t k = 0; k < W; ++k)
        half_width[k] = boxes[k].half_width, half_height[k] = boxes[k].half_height, cap[k] = boxes[k].longest;

    constexpr double most = std::numeric_limits<double>::max();
    Vec<W> proved = all<W>(1);
    const Vec<W> no = all<W>(-1), zero{};
    Vec<W> v{};  // largest radius - distance to the nearest wall, or 0
    for (std::size_t i = 0; i < n; ++i) {
        const Vec<W> X = ((detail::column<W>(x, n, i) * kGrid + kRounder) - kRounder) - half_width;
        const Vec<W> Y = ((detail::column<W>(y, n, i) * kGrid + kRounder) - kRounder) - half_height;
        const Vec<W> radius = detail::column<W>(r, n, i), rounded = (radius * kGrid + kRounder) - kRounder, R = smaller<W>(rounded, cap);
        const Vec<W> beside = half_width - magnitude<W>(X), above = half_height - magnitude<W>(Y);
        proved = (beside >= 0.0) & (above >= 0.0) & (rounded >= 0.0) & (radius <= most) ? proved : no;  // a NaN fails the comparisons
        v = larger<W>(R - smaller<W>(beside, above), v);
        store<W>(d.x[i].lane, X);
        store<W>(d.y[i].lane, Y);
        store<W>(d.radius[i].lane, R);
    }
    const auto valid = proved > 0.0;

    if (any_negative<W>(proved)) {
        for (std::size_t i = 0; i < n; ++i)
            for (auto* array : {&d.x, &d.y, &d.radius}) store<W>((*array)[i].lane, valid ? detail::at<W>(*array, i) : zero);
        v = valid ? v : zero;
    }

    const Vec<W> least = smaller<W>(half_width, half_height);
    const Vec<W> scale = half_width * half_width + half_height * half_height + least * least;
    const detail::LaneState<W> state{d, n, scale, valid ? (kError / 2) * scale : -8.0 * scale};
    state.prepare(v);
    Vec<W> raise;
    std::size_t row = state.least_raise(raise);
    if (row < n) {
        Vec<W> level = v = v + raise;
        state.prepare(level);
        for (; row < n; row += 2) {
            if (state.least(row).proved()) continue;
            state.settle_row(row, v);
            if (row + 1 < n) state.settle_row(row + 1, v);
            if (any_negative<W>(level - 0.875 * v)) state.prepare(level = v);
        }
    }
    Vec<W> sum{};  // exact: at most 127 radii of at most 2^46
    for (std::size_t i = 0; i < n; ++i) sum += larger<W>(detail::at<W>(d.radius, i) - v, zero);
    for (std::size_t k = 0; k < W; ++k) out[k] = {valid[k] != 0, static_cast<std::int64_t>(sum[k]), static_cast<std::int64_t>(v[k])};
}

}  // namespace eft::disks
