// Minimum overlap: the exact upper bound that a step function proves.
//
// h has n heights in [0, 1] with mean p/q on [0, L] (Erdős: 1/2 on [0, 2]); the bound is (L/n) max_k C_k, C_k = sum_i h_i (1 - h_{i+k})
// over i, i+k in 0..n-1 (piecewise linear between lags, so no discretisation error; Haugland 1996, Swinnerton-Dyer).
//
// Quantise: a_i = round_half_even(one h_i) clipped to [0, one], one = q 2^s the largest such number up to 2^40 (so 2^40 itself for q = 2);
// then shift all a_i by one common integer and clip again, the largest shift whose sum stays at or below n one p/q, and add 1 to the first
// entries that can take it until the sum is exactly that (the Euclidean projection, up to one unit per entry). Then one^2 C_k =
// one P_k - A_k, with P_k the sum of the a_i that meet a cell at lag k and A_k = sum_i a_i a_{i+k} the same for k and -k.
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

namespace eft::overlap {

inline constexpr std::int64_t kMostTerm = std::int64_t{1} << 20;  // of the fractions of an instance

// What is fixed before any height is seen: the mean p/q of the heights and the length L of their interval.
struct Problem {
    std::int64_t p = 1, q = 2, length_top = 2, length_bottom = 1;

    std::int64_t one() const {
        std::int64_t out = q;
        while (2 * out <= std::int64_t{1} << step::kGridBits) out *= 2;
        return out;
    }
    std::int64_t total(std::size_t n) const { return static_cast<std::int64_t>(n) * p * (one() / q); }  // of the heights over `one`
};

using products::Workspace;

namespace detail {

struct Shifted {
    std::int64_t sum, free;  // of the entries after shift and clipping; how many would follow a further shift by 1
};

EFT_INLINE Shifted shifted_body(const std::int64_t* a, std::size_t n, std::int64_t shift, std::int64_t one) {
    std::int64_t sum = 0, free = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t v = a[i] + shift, raised = v > 0 ? v : 0;
        sum += raised < one ? raised : one;
        free += (v >= 0) & (v < one);
    }
    return {sum, free};
}
EFT_PATHS(Shifted, shifted, (const std::int64_t* a, std::size_t n, std::int64_t shift, std::int64_t one), (a, n, shift, one))

struct Shift {
    std::int64_t by, missing;  // from the target afterwards: 0 <= missing < free, or both 0
};

// The largest shift with a sum of at most `target`, up to shifts that clip to the same heights: Newton steps on a piecewise linear
// function, inside a bracket that is halved where they do not help.
inline Shift find_shift(std::span<const std::int64_t> a, std::int64_t target, std::int64_t one) {
    std::int64_t low = -one - 1, high = one + 1, shift = 0;  // never evaluated: at -one the sum is 0, at one it is n one
    for (int step = 1;; ++step) {
        const auto [sum, free] = shifted(a.data(), a.size(), shift, one);
        const std::int64_t missing = target - sum, slope = std::max<std::int64_t>(free, 1);
        if (missing >= 0 && (missing < free || missing == 0)) return {shift, missing};
        (missing > 0 ? low : high) = shift;
        shift += missing > 0 ? missing / slope : -((slope - 1 - missing) / slope);
        if (step % 4 == 0 || shift <= low || shift >= high) shift = low + (high - low) / 2;
    }
}

EFT_INLINE void clip_body(std::int64_t* a, std::size_t n, std::int64_t shift, std::int64_t one) {
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t v = a[i] + shift, raised = v > 0 ? v : 0;
        a[i] = raised < one ? raised : one;
    }
}
EFT_PATHS(void, clip, (std::int64_t* a, std::size_t n, std::int64_t shift, std::int64_t one), (a, n, shift, one))

// Shifts, clips and tops up so that the sum is exactly `target`. Returns the shift.
inline std::int64_t project(std::span<std::int64_t> a, std::int64_t target, std::int64_t one) {
    const auto [shift, missing] = find_shift(a, target, one);
    std::size_t i = 0;
    for (std::int64_t left = missing; left > 0; ++i) {
        const std::int64_t moved = a[i] + shift;
        if (!(moved >= 0 && moved < one)) continue;
        ++a[i];  // moved + 1 <= one: clipped to itself below
        --left;
    }
    if (shift != 0) clip(a.data(), a.size(), shift, one);
    return shift;
}

// reach[k]: the larger of P_k and P_{-k}, as its complement where that is P_{-k}.
inline void reach_lags(std::span<const std::int64_t> a, std::int64_t total, std::vector<std::int64_t>& reach) {
    const std::size_t n = a.size();
    std::int64_t prefix = total, suffix = total;
    reach.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
        reach[k] = suffix > prefix ? ~suffix : prefix;
        prefix -= a[n - 1 - k];
        suffix -= a[k];
    }
}

// overlaps[k]: one^2 C_k from the approximate A_k, with two roundings of numbers up to n one^2.
EFT_INLINE void overlap_lags_body(const std::int64_t* reach, const double* sums, std::size_t n, double one, double* overlaps) {
    for (std::size_t k = 0; k < n; ++k) overlaps[k] = static_cast<double>(reach[k] < 0 ? ~reach[k] : reach[k]) * one - sums[k];
}
EFT_PATHS(void, overlap_lags, (const std::int64_t* reach, const double* sums, std::size_t n, double one, double* overlaps),
          (reach, sums, n, one, overlaps))

struct Peak {
    u128 overlap = 0;      // one^2 max_k C_k
    std::int64_t lag = 0;  // the first maximiser in the order 0, 1, -1, 2, -2, ...
};

inline Peak peak(std::int64_t total, std::int64_t one, Workspace& w) {
    const std::span<const std::int64_t> a = w.heights;
    auto& sums = w.sums;
    reach_lags(a, total, w.other);
    if (a.size() < products::kDirect) {
        sums.all(a, a, products::Product::correlation);
    } else {
        const double scale = static_cast<double>(one), error = sums.approximate(a, a, products::Product::correlation);
        w.scores.resize(a.size());
        overlap_lags(w.other.data(), sums.values.data(), a.size(), scale, w.scores.data());
        products::contenders(w.scores, error + static_cast<double>(a.size()) * scale * scale * 0x1p-51, sums.places);
        sums.settle();
    }
    Peak out;
    for (std::size_t j = 0; j < sums.places.size(); ++j) {
        const std::size_t k = sums.places[j];
        const bool back = w.other[k] < 0;
        const u128 c = static_cast<u128>(back ? ~w.other[k] : w.other[k]) * static_cast<u128>(one) - static_cast<u128>(sums.exact[j]);
        if (c > out.overlap) out = {c, back ? -static_cast<std::int64_t>(k) : static_cast<std::int64_t>(k)};
    }
    return out;
}

}  // namespace detail

// The heights as they are scored, in w.heights, and by how much they were shifted; `h` is finite.
inline std::int64_t quantise(std::span<const double> h, const Problem& problem, Workspace& w) {
    require(problem.q >= 1 && problem.q <= kMostTerm && problem.p >= 0 && problem.p <= problem.q,
            "mean: expected p/q in [0, 1], q <= 2^20");
    const std::int64_t one = problem.one();
    step::round_heights(h, 0.0, 1.0, static_cast<double>(one), 1.0, w.heights);
    return detail::project(w.heights, problem.total(h.size()), one);
}

inline Verdict bound(std::span<const double> h, const Problem& problem, Workspace& w) {
    require(problem.length_top >= 1 && problem.length_top <= kMostTerm && problem.length_bottom >= 1 && problem.length_bottom <= kMostTerm,
            "length: expected a positive fraction of integers up to 2^20");
    if (const Verdict bad = step::check(h); bad.fault) return bad;
    const std::int64_t shift = quantise(h, problem, w), one = problem.one();
    const auto n = static_cast<std::int64_t>(h.size());
    const detail::Peak peak = detail::peak(problem.total(h.size()), one, w);
    const Wide square = product(static_cast<u128>(one), static_cast<u128>(one));
    const Ratio ratio{Wide(peak.overlap).times(static_cast<std::uint64_t>(problem.length_top)),
                      square.times(static_cast<std::uint64_t>(n)).times(static_cast<std::uint64_t>(problem.length_bottom))};
    return noted(accept(ratio, Round::up), step::at_lag, {peak.lag, n}, std::abs(shift));
}

}  // namespace eft::overlap
