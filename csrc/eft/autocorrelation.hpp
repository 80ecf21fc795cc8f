// Autocorrelation constants: exact bounds that a step function with n heights on [-1/4, 1/4] proves.
//
// f*f is piecewise linear with knots b_m = sum_i a_i a_{m-i}, m = 0 .. 2n-2, and a zero at both ends; so with no discretisation error
//   first            C1 <= 2n max b / (sum a)^2      (a >= 0)
//   second           C2 >= sum over the 2n intervals of (y^2 + y y' + y'^2)/3, divided by (sum b) max b    (a >= 0; y, y' at its ends)
//   third magnitude  C3 <= 2n max |b| / (sum a)^2    (a of either sign)
//   third signed     C3' <= 2n |max b| / (sum a)^2   (a of either sign; max b > 0, as the integral of f*f is that of f squared)
// Both variants of the third are in use (AlphaEvolve, 2025, gives 1.4688 for the magnitude and 1.4557 for the signed maximum).
//
// Quantise: with 2^(e-1) <= max |a| < 2^e, A_i = round_half_even(a_i 2^(40-e)), an integer up to 2^40 (all ratios are scale-free); for
// first and second negative heights count as 0 before. Exact for heights with at most 40 bits below the leading bit of the largest.
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

namespace eft::autocorrelation {

enum class Kind { first, second, third_magnitude, third_signed };

constexpr bool is_signed(Kind kind) { return kind == Kind::third_magnitude || kind == Kind::third_signed; }

using products::Workspace;

namespace detail {

struct Peak {
    u128 height = 0;
    std::size_t knot = 0;  // the first with this height
};

// Of the exact knots at the asked places.
inline Peak highest(const products::Products& sums, bool magnitude) {
    Peak out;
    for (std::size_t j = 0; j < sums.places.size(); ++j) {
        const i128 b = magnitude && sums.exact[j] < 0 ? -sums.exact[j] : sums.exact[j];
        if (b > 0 && static_cast<u128>(b) > out.height) out = {static_cast<u128>(b), sums.places[j]};
    }
    return out;
}

inline Peak find_peak(Workspace& w, bool magnitude) {
    const std::span<const std::int64_t> a = w.heights;
    if (a.size() < products::kDirect) {
        w.sums.all(a, a, products::Product::convolution);
    } else {
        const double error = w.sums.approximate(a, a, products::Product::convolution);
        if (magnitude) {
            w.scores.resize(w.sums.values.size());
            std::transform(w.sums.values.begin(), w.sums.values.end(), w.scores.begin(), [](double v) { return std::fabs(v); });
        }
        products::contenders(magnitude ? w.scores : w.sums.values, error, w.sums.places);
        w.sums.settle();
    }
    return highest(w.sums, magnitude);
}

// The sum over intervals, times 3: every knot is an end of two intervals, so sum b_m (2 b_m + b_{m+1}). Knots are below 2^100 and 2^21 at
// most, so sums of products of 64-bit halves need a carry in the lowest place only.
inline Wide squared_norm(const std::vector<i128>& knots) {
    u128 low = 0, middle = 0, high = 0, next = 0;
    std::uint64_t carry = 0;
    for (std::size_t m = knots.size(); m-- > 0;) {
        const auto here = static_cast<u128>(knots[m]), other = 2 * here + next;
        const auto a = static_cast<std::uint64_t>(here), b = static_cast<std::uint64_t>(other);
        const auto c = static_cast<std::uint64_t>(here >> 64), d = static_cast<std::uint64_t>(other >> 64);
        const u128 lowest = static_cast<u128>(a) * b;
        low += lowest;
        carry += low < lowest;
        middle += static_cast<u128>(a) * d + static_cast<u128>(c) * b;
        high += static_cast<u128>(c) * d;
        next = here;
    }
    Wide norm(low);
    norm += Wide(middle).shifted(64);
    norm += Wide(high + carry).shifted(128);
    return norm;
}

}  // namespace detail

// The heights as they are scored, in w.heights; false if all are 0. `a` is finite.
inline bool quantise(std::span<const double> a, Kind kind, Workspace& w) { return step::scale_heights(a, !is_signed(kind), w.heights); }

template <Kind kind>
Verdict bound(std::span<const double> a, Workspace& w) {
    if (const Verdict bad = step::check(a); bad.fault) return bad;
    if (!quantise(a, kind, w)) return refuse(step::zero_sum);
    i128 sum = 0;
    for (const std::int64_t v : w.heights) sum += v;
    if (sum == 0) return refuse(step::zero_sum);
    const auto squared = static_cast<u128>(sum * sum);
    detail::Peak peak;
    Ratio ratio;
    if constexpr (kind == Kind::second) {
        w.sums.all(w.heights, w.heights, products::Product::convolution);
        peak = detail::highest(w.sums, false);
        ratio = {detail::squared_norm(w.sums.exact), product(squared, peak.height).times(3)};  // sum of knots = (sum of heights)^2
    } else {
        peak = detail::find_peak(w, kind == Kind::third_magnitude);
        ratio = {Wide(peak.height).times(2 * a.size()), Wide(squared)};
    }
    return noted(accept(ratio, kind == Kind::second ? Round::down : Round::up), step::at_knot,
                 {static_cast<std::int64_t>(peak.knot), static_cast<std::int64_t>(2 * a.size() - 1)});
}

}  // namespace eft::autocorrelation
