// Three autocorrelation constants: exact bounds that a step function with n heights on [-1/4, 1/4] proves.
//
// f*f is piecewise linear with knots b_m = sum_i a_i a_{m-i}, m = 0 .. 2n-2, and a zero at both ends; so with no discretisation error
//   first   C1 <= 2n max b / (sum a)^2          (a >= 0)
//   second  C2 >= sum over the 2n intervals of (y^2 + y y' + y'^2)/3, divided by (sum b) max b    (a >= 0; y, y' the knots at its ends)
//   third   C3 <= 2n max |b| / (sum a)^2        (a of either sign)
//
// Quantise: with 2^(e-1) <= max |a| < 2^e, A_i = round_half_even(a_i 2^(40-e)), an integer up to 2^40 (all three ratios are scale-free);
// for first and second negative heights count as 0 before. Exact for heights with at most 40 bits below the leading bit of the largest.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/spectrum.hpp"
#include "eft/step.hpp"
#include "eft/wide.hpp"

namespace eft::autocorrelation {

enum class Kind { first, second, third };
enum class Fault { none, not_finite, zero_sum };

struct Result {
    Fault fault = Fault::none;
    std::int64_t at = -1;   // the first entry that is not finite
    std::int64_t knot = 0;  // first m with the largest b_m (third: |b_m|)
    Ratio bound;
    double value = 0;  // rounded to the side that never flatters: up for first and third, down for second
};

struct Workspace {
    std::vector<std::int64_t> heights;  // quantised
    std::vector<std::int64_t> raised;   // third: heights + 2^40
    std::vector<u128> knots;
    step::Heights factors, centre;
    spectrum::Filter filter;
    std::vector<double> scaled, approximate;
    std::vector<char> contending;  // blocks of knots; the others are left out of `knots`
};

namespace detail {

inline constexpr std::int64_t kRaise = std::int64_t{1} << step::kGridBits;

inline Fault quantise(std::span<const double> a, bool clip, Workspace& w, Result& out) {
    out.at = step::first_not_finite(a);
    if (out.at >= 0) return Fault::not_finite;
    double largest = 0;
    for (const double v : a) largest = std::max(largest, clip ? v : std::fabs(v));
    if (largest == 0) return Fault::zero_sum;
    int exponent = 0;
    std::frexp(largest, &exponent);
    const int shift = step::kGridBits - exponent;  // -984 .. 1113
    const double half = std::ldexp(1.0, shift / 2), rest = std::ldexp(1.0, shift - shift / 2);
    step::round_heights(a, clip ? 0.0 : -largest, largest, half, rest, w.heights);
    return Fault::none;
}

// Marks the blocks of knots that an approximate convolution cannot rule out as the place of the largest |b_m|.
inline void find_contenders(Workspace& w) {
    const std::size_t n = w.heights.size();
    if (n < spectrum::kFrom) return w.contending.assign((2 * n - 1 + step::kLags - 1) / step::kLags, 1);
    w.scaled.resize(n);
    std::transform(w.heights.begin(), w.heights.end(), w.scaled.begin(), [](std::int64_t v) { return static_cast<double>(v) * 0x1p-40; });
    const double error = w.filter.self_product(w.scaled, spectrum::Product::convolution, w.approximate);
    for (double& b : w.approximate) b = std::fabs(b);
    spectrum::contenders(w.approximate, error, step::kLags, w.contending);
}

// The contending knots of the non-negative sequence v. By symmetry b_m = 2 sum_{i < c} v_i v_{m-i} + sum_{c <= i <= m-c} v_i v_{m-i}; for a
// block of 32 knots from m0 on, c = m0/2, so that the second sum runs over at most 32 entries, copied out with zeros around them.
inline void convolve(std::span<const std::int64_t> v, Workspace& w) {
    const std::size_t n = v.size(), knots = 2 * n - 1;
    w.factors.assign(v);
    w.knots.assign(knots, 0);
    for (std::size_t m0 = 0; m0 < knots; m0 += step::kLags) {
        if (!w.contending[m0 / step::kLags]) continue;
        const std::size_t c = m0 / 2, from = m0 + 1 > n ? m0 + 1 - n : 0;
        step::Lags sum{};
        if (c > from)
            step::add_products(w.factors, static_cast<std::ptrdiff_t>(from), static_cast<std::ptrdiff_t>(m0 - from), -1, c - from, sum);
        for (u128& s : sum) s += s;
        if (c < n) {
            const std::size_t length = std::min(n - c, step::kLags);
            w.centre.assign(v.subspan(c, length));
            step::add_products(w.centre, 0, 0, -1, length, sum);
        }
        std::copy_n(sum.begin(), std::min(step::kLags, knots - m0), w.knots.begin() + static_cast<std::ptrdiff_t>(m0));
    }
}

inline u128 largest_knot(const Workspace& w, Result& out) {
    const auto top = std::max_element(w.knots.begin(), w.knots.end());
    out.knot = top - w.knots.begin();
    return *top;
}

// b_m of the signed heights from the knots of the raised ones: b_m = raised_m - 2 raise P_m - raise^2 N_m, P_m and N_m the sum and the
// number of the heights that enter knot m.
inline u128 largest_magnitude(Workspace& w, Result& out) {
    const std::size_t n = w.heights.size();
    i128 sum = 0;
    u128 best = 0;
    for (std::size_t m = 0; m < 2 * n - 1; ++m) {
        if (m < n) sum += w.heights[m];
        else sum -= w.heights[m - n];
        if (!w.contending[m / step::kLags]) continue;
        const auto count = static_cast<i128>(std::min(m + 1, 2 * n - 1 - m));
        const i128 b = static_cast<i128>(w.knots[m]) - 2 * kRaise * sum - (static_cast<i128>(kRaise) * kRaise) * count;
        const auto magnitude = static_cast<u128>(b < 0 ? -b : b);
        if (magnitude > best) {
            best = magnitude;
            out.knot = static_cast<std::int64_t>(m);
        }
    }
    return best;
}

inline Ratio second_ratio(const Workspace& w, u128 sum_of_knots, u128 largest) {
    Wide norm;  // the sum over intervals, times 3: every knot is an end of two intervals
    const std::size_t knots = w.knots.size();
    for (std::size_t m = 0; m < knots; ++m) norm += product(w.knots[m], 2 * w.knots[m] + (m + 1 < knots ? w.knots[m + 1] : 0));
    return {norm, product(sum_of_knots, largest).times(3)};
}

}  // namespace detail

// 1 <= a.size() <= 2^20. Afterwards w.heights holds the quantised heights.
template <Kind kind>
Result bound(std::span<const double> a, Workspace& w) {
    Result out;
    out.fault = detail::quantise(a, kind != Kind::third, w, out);
    if (out.fault != Fault::none) return out;
    i128 sum = 0;
    for (const std::int64_t v : w.heights) sum += v;
    if (sum == 0) {
        out.fault = Fault::zero_sum;
        return out;
    }
    const auto squared = static_cast<u128>(sum * sum);
    if constexpr (kind == Kind::second) w.contending.assign((2 * a.size() - 1 + step::kLags - 1) / step::kLags, 1);  // needs all
    else detail::find_contenders(w);
    u128 largest = 0;
    if constexpr (kind == Kind::third) {
        w.raised.resize(a.size());
        std::transform(w.heights.begin(), w.heights.end(), w.raised.begin(), [](std::int64_t v) { return v + detail::kRaise; });
        detail::convolve(w.raised, w);
        largest = detail::largest_magnitude(w, out);
    } else {
        detail::convolve(w.heights, w);
        largest = detail::largest_knot(w, out);
    }
    if constexpr (kind == Kind::second) out.bound = detail::second_ratio(w, squared, largest);  // sum of knots = (sum of heights)^2
    else out.bound = {Wide(largest).times(2 * a.size()), Wide(squared)};
    out.value = rounded(out.bound, kind == Kind::second ? Round::down : Round::up);
    return out;
}

}  // namespace eft::autocorrelation
