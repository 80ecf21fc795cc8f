// W packings at once, one to a vector lane: for few disks, where rows of one packing would leave most lanes idle.
//
// One pass over the pairs of all W: the filter at the shrink that the walls ask for. A valid packing is done here. Of the others the least
// gap of each row bounds the shrink from below, and says which rows the filter would prove at that bound; the rest (about one a lane) meet
// the exact rule.
//
// The bound: a pair that overlaps by t - D, t = r_i + r_j, asks for a shrink of at least (t - D) / 2 = (t^2 - D^2) / (2 (t + D))
// >= (t^2 - D^2) / (4 (r_i + max r)). The filter's gap g is at least the true D^2 - t^2 less 2 E, so -g - 2 E is a safe t^2 - D^2.
// What a shrink by s <= min r gives back: D^2 - (t - 2 s)^2 = D^2 - t^2 + 4 s (t - s) >= g + 4 s (r_i - s + min r).
#pragma once

#include <cstdint>
#include <vector>

#include "eft/disks.hpp"

namespace eft::disks {

inline constexpr std::size_t kMostLanes = 8;

// Disk i of all W packings at [W i, W i + W), on cache lines.
class Lanes {
  public:
    double *x, *y, *radius, *shrunk, *offset, *least;  // least: gap of disk i to a later one

    void resize(std::size_t numbers) {
        const std::size_t stride = (numbers + 7) / 8 * 8;
        memory_.resize(std::max(memory_.size(), 6 * stride + 8));
        double* start = memory_.data();
        while (reinterpret_cast<std::uintptr_t>(start) % 64 != 0) ++start;
        for (auto** array : {&x, &y, &radius, &shrunk, &offset, &least}) *array = start, start += stride;
    }

  private:
    std::vector<double> memory_;
};

// What one packing comes to. The caller finds out why an invalid one is so, and what decides a valid one.
struct Outcome {
    bool valid;
    std::int64_t sum, violation;
};

namespace detail {

template <int W>
EFT_INLINE Vec<W> at(const double* lanes, std::size_t i) {
    return load<W>(lanes + W * i);
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
            store<W>(d.shrunk + W * i, r);
            store<W>(d.offset + W * i, ((x * x + y * y) - r * r) - margin);
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

    // Writes the least gap of each row; true if the filter proves all pairs.
    EFT_INLINE bool proves() const {
        Vec<W> all_rows = 4.0 * scale;
        store<W>(d.least + W * (n - 1), all_rows);
        for (std::size_t i = 0; i + 1 < n; i += 2) {  // two rows at a time so that what is loaded serves both
            const Row a(d, i), b(d, i + 1);
            Vec<W> least_a = a.gap(d, i + 1), least_b = 4.0 * scale;
            for (std::size_t j = i + 2; j < n; ++j) {
                const Vec<W> X = at<W>(d.x, j), Y = at<W>(d.y, j), R = at<W>(d.shrunk, j), C = at<W>(d.offset, j);
                least_a = smaller<W>(a.gap(X, Y, R, C), least_a);
                least_b = smaller<W>(b.gap(X, Y, R, C), least_b);
            }
            least_a += a.c;
            least_b += b.c;
            store<W>(d.least + W * i, least_a);
            store<W>(d.least + W * (i + 1), least_b);
            all_rows = smaller<W>(smaller<W>(least_a, least_b), all_rows);
        }
        return !any_negative<W>(all_rows);
    }

    // At least how much more than the present level the pairs ask for, in whole units; most: the largest radius.
    EFT_INLINE Vec<W> raise(Vec<W> most) const {
        Vec<W> best{};
        for (std::size_t i = 0; i < n; ++i) {
            const Vec<W> found = (-at<W>(d.least, i) - (2 * kError) * scale) / (4.0 * (at<W>(d.shrunk, i) + most));
            best = larger<W>(found, best);  // lanes without radii: -E / 0, not larger
        }
        return larger<W>(((best * (1 - 0x1p-40) + kRounder) - kRounder) - 1.0, Vec<W>{});
    }

    // Applies the exact rule where the filter does not prove a pair of row i; v is each lane's shrink so far.
    EFT_INLINE void settle_row(std::size_t i, Vec<W>& v) const {
        const Row row(d, i);
        for (std::size_t j = i + 1; j < n; ++j) {
            const Vec<W> gap = row.gap(d, j) + row.c;
            if (!any_negative<W>(gap)) continue;
            const Vec<W> dx = at<W>(d.x, i) - at<W>(d.x, j), dy = at<W>(d.y, i) - at<W>(d.y, j);
            for (std::size_t k = 0; k < W; ++k)
                if (gap[k] < 0) v[k] = settle(dx[k], dy[k], d.radius[W * i + k], d.radius[W * j + k], v[k]);
        }
    }
};

}  // namespace detail

// x, y, r: W packings of n disks each, row after row; boxes: W rectangles with their corner at the origin.
template <int W>
EFT_INLINE void score_lanes(std::size_t n, const Box* boxes, const double* x, const double* y, const double* r, Lanes& d, Outcome* out) {
    d.resize(W * n);
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
        store<W>(d.x + W * i, X);
        store<W>(d.y + W * i, Y);
        store<W>(d.radius + W * i, R);
    }
    const auto valid = proved > 0.0;

    if (any_negative<W>(proved)) {
        for (std::size_t i = 0; i < n; ++i)
            for (double* array : {d.x, d.y, d.radius}) store<W>(array + W * i, valid ? detail::at<W>(array, i) : zero);
        v = valid ? v : zero;
    }

    const Vec<W> least = smaller<W>(half_width, half_height);
    const Vec<W> scale = half_width * half_width + half_height * half_height + least * least;
    const detail::LaneState<W> state{d, n, scale, valid ? (kError / 2) * scale : -8.0 * scale};
    state.prepare(v);
    if (!state.proves()) {
        Vec<W> high{}, low = half_width + half_height;  // radii
        for (std::size_t i = 0; i < n; ++i) {
            high = larger<W>(detail::at<W>(d.shrunk, i), high);
            low = smaller<W>(detail::at<W>(d.shrunk, i), low);
        }
        const Vec<W> raise = state.raise(high), gain = raise <= low ? 4 * (1 - 0x1p-40) * raise : zero;
        Vec<W> level = v = v + raise;
        state.prepare(level);
        for (std::size_t i = 0; i + 1 < n; ++i) {
            if (!any_negative<W>(detail::at<W>(d.least, i) + gain * (detail::at<W>(d.shrunk, i) + low))) continue;
            state.settle_row(i, v);
            if (any_negative<W>(level - 0.875 * v)) state.prepare(level = v);
        }
    }
    Vec<W> sum{};  // exact: at most 127 radii of at most 2^46
    for (std::size_t i = 0; i < n; ++i) sum += larger<W>(detail::at<W>(d.radius, i) - v, zero);
    for (std::size_t k = 0; k < W; ++k) out[k] = {valid[k] != 0, static_cast<std::int64_t>(sum[k]), static_cast<std::int64_t>(v[k])};
}

}  // namespace eft::disks
