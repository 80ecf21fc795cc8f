// The extreme value, over a window of shifts, of f*g or of the correlation of f with g, for a step function f and a fixed step function g.
//
// f has n heights a_i on n equal pieces, g has integer heights on pieces of the same width; without g, f stands for it. The form is
// piecewise linear in the shift with knots b_p, p = 0 .. L-1 (products.hpp), and zero outside: b_{-1} = b_L = 0. Shifts are counted in
// pieces, knot p at shift p, and the window is [low, high] / parts, so that its ends may lie between knots: there the value is
// ((parts - r) b_k + r b_{k+1}) / parts. The sup (or inf) over all real shifts of the window is attained at a knot inside it or at an end.
//
// Value: scale b / S^2 without g and scale b / S with g, S = sum a; scale is what the widths of the pieces leave. Both are free of the
// scale of f (and of its sign).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/products.hpp"
#include "eft/step.hpp"
#include "eft/verdict.hpp"
#include "eft/wide.hpp"

namespace eft::form {

using products::Product;

enum Extreme : std::int64_t { largest, smallest, magnitude };

inline constexpr std::int64_t kMostParts = std::int64_t{1} << 20;
inline constexpr std::int64_t kMostScale = std::int64_t{1} << 40;
inline constexpr std::int64_t kMostKernel = std::int64_t{1} << 40;

struct Problem {
    std::span<const std::int64_t> kernel;  // empty: f itself
    Product kind = Product::convolution;
    Extreme extreme = largest;
    bool clip = false;                          // negative heights count as 0
    std::int64_t low = 0, high = 0, parts = 1;  // window
    std::int64_t scale_top = 1, scale_bottom = 1;
};

using products::Workspace;

namespace detail {

inline void require_sane(const Problem& p) {
    require(p.kernel.size() <= step::kMostPieces, "kernel: expected at most 1048576 heights");
    for (const std::int64_t g : p.kernel) require(g >= -kMostKernel && g <= kMostKernel, "kernel: expected heights up to 2^40");
    require(p.parts >= 1 && p.parts <= kMostParts, "window: expected ends with a common denominator of at most 2^20 pieces");
    require(p.low <= p.high, "window: expected low <= high");
    require(p.scale_top >= 1 && p.scale_top <= kMostScale && p.scale_bottom >= 1 && p.scale_bottom <= kMostScale,
            "scale: expected a positive fraction of integers up to 2^40");
}

inline std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0); }

// One end of the window.
struct End {
    std::int64_t knot, rest;  // between `knot` and the next, `rest` parts beyond it
};

// The values, times parts, that may be the extreme: of the knots inside the window that the transform cannot rule out, and of its two ends
// (0 beyond the knots).
inline void collect(const Problem& p, Workspace& w) {
    auto& sums = w.sums;
    auto& out = w.values;
    const std::span<const std::int64_t> a = w.heights, g = p.kernel.empty() ? std::span<const std::int64_t>(w.other) : p.kernel;
    const auto knots = static_cast<std::int64_t>(a.size() + g.size() - 1);
    const End ends[2] = {{floor_divide(p.low, p.parts), p.low - floor_divide(p.low, p.parts) * p.parts},
                         {floor_divide(p.high, p.parts), p.high - floor_divide(p.high, p.parts) * p.parts}};
    const std::int64_t first = std::max<std::int64_t>(0, ends[0].knot + (ends[0].rest > 0)), last = std::min(knots - 1, ends[1].knot);
    const double error = sums.approximate(a, g, p.kind);
    sums.places.clear();
    if (first <= last) {
        w.scores.assign(sums.values.begin() + first, sums.values.begin() + last + 1);
        if (p.extreme == smallest)
            for (double& v : w.scores) v = -v;
        if (p.extreme == magnitude)
            for (double& v : w.scores) v = std::fabs(v);
        products::contenders(w.scores, error, sums.places);
        for (products::Place& k : sums.places) k += static_cast<products::Place>(first);
    }
    const std::size_t inside = sums.places.size();
    for (const End& end : ends)
        for (std::int64_t k = end.knot; k <= end.knot + 1; ++k)
            if (k >= 0 && k < knots) sums.places.push_back(static_cast<products::Place>(k));
    sums.settle();
    out.clear();
    for (std::size_t j = 0; j < inside; ++j) out.push_back(sums.exact[j] * p.parts);
    std::size_t next = inside;
    for (const End& end : ends) {
        const auto knot = [&](std::int64_t k) { return k >= 0 && k < knots ? sums.exact[next++] : i128{0}; };
        const i128 here = knot(end.knot), after = knot(end.knot + 1);
        out.push_back(here * (p.parts - end.rest) + after * end.rest);
    }
}

inline i128 extreme_of(std::span<i128> values, Extreme extreme) {
    if (extreme == magnitude)
        for (i128& v : values) v = v < 0 ? -v : v;
    return extreme == smallest ? *std::min_element(values.begin(), values.end()) : *std::max_element(values.begin(), values.end());
}

}  // namespace detail

// The heights as they are scored, in w.heights; false if all are 0.
inline bool quantise(std::span<const double> a, bool clip, Workspace& w) { return step::scale_heights(a, clip, w.heights); }

inline Verdict bound(std::span<const double> a, const Problem& problem, Workspace& w) {
    detail::require_sane(problem);
    if (const Verdict bad = step::check(a); bad.fault) return bad;
    if (!quantise(a, problem.clip, w)) return refuse(step::zero_sum);
    i128 sum = 0;
    for (const std::int64_t v : w.heights) sum += v;
    if (sum == 0) return refuse(step::zero_sum);
    const bool alone = problem.kernel.empty();
    if (!alone && sum < 0) {
        sum = -sum;
        for (std::int64_t& v : w.heights) v = -v;  // f and -f have the same value
    }
    if (alone) w.other = w.heights;
    detail::collect(problem, w);
    const i128 best = detail::extreme_of(w.values, problem.extreme);
    const u128 size = best < 0 ? -static_cast<u128>(best) : static_cast<u128>(best);
    const u128 power = alone ? static_cast<u128>(sum * sum) : static_cast<u128>(sum);
    const Ratio ratio{Wide(size).times(static_cast<std::uint64_t>(problem.scale_top)),
                      Wide(power).times(static_cast<std::uint64_t>(problem.scale_bottom)).times(static_cast<std::uint64_t>(problem.parts))};
    return accept(ratio, problem.extreme == smallest ? Round::down : Round::up, best < 0);
}

}  // namespace eft::form
