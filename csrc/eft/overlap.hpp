// Erdős' minimum overlap constant: the exact upper bound that a step function proves.
//
// h has n heights in [0, 1] with sum n/2 on [0, 2]; the bound is (2/n) max_k C_k, C_k = sum_i h_i (1 - h_{i+k}) over i, i+k in 0..n-1
// (piecewise linear between lags, so no discretisation error; Haugland 1996, Swinnerton-Dyer).
//
// Quantise: a_i = round_half_even(2^40 h_i) clipped to [0, 2^40]; then shift all a_i by one common integer and clip again, the largest
// shift whose sum stays at or below n 2^39, and add 1 to the first entries that can take it until the sum is exactly n 2^39 (that is the
// Euclidean projection, up to one unit per entry). Then 4^40 C_k = 2^40 P_k - A_k, with P_k the sum of the a_i that meet a cell at lag k
// and A_k = sum_i a_i a_{i+k} the same for k and -k: only half of the lags are multiplied.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/spectrum.hpp"
#include "eft/step.hpp"
#include "eft/wide.hpp"

namespace eft::overlap {

inline constexpr std::int64_t kOne = std::int64_t{1} << step::kGridBits;

struct Result {
    bool valid = false;
    std::int64_t at = -1;  // the first entry that is not finite
    u128 maximum = 0;      // 4^40 max_k C_k
    std::int64_t lag = 0;  // the first maximiser in the order 0, 1, -1, 2, -2, ...
    Ratio bound;           // 2 maximum / (n 4^40)
    double value = 0;      // the bound, rounded up
};

struct Workspace {
    std::vector<std::int64_t> heights;
    step::Heights factors;
    spectrum::Filter filter;
    std::vector<double> scaled, overlaps;
    std::vector<char> contending;  // blocks of lags
};

namespace detail {

inline std::int64_t sum_shifted(std::span<const std::int64_t> a, std::int64_t shift) { return step::sum_clipped(a, shift, kOne); }

// Shifts, clips and tops up so that the sum is exactly n 2^39.
inline void project(std::span<std::int64_t> a) {
    const auto n = static_cast<std::int64_t>(a.size());
    const std::int64_t target = n * (kOne / 2);
    // Largest shift with sum_shifted <= target: bracket around the mean excess, then bisect.
    std::int64_t low = (target - sum_shifted(a, 0)) / n, width = 1;
    while (low > -kOne && sum_shifted(a, low) > target) low = std::max(-kOne, low - (width *= 4));
    std::int64_t high = low + 1;
    for (width = 1; high <= kOne && sum_shifted(a, high) <= target; width *= 4) {
        low = high;
        high += width;
    }
    high = std::min(high, kOne + 1);  // shifted by more than 2^40 every entry is 1 and the sum n 2^40
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (sum_shifted(a, middle) <= target ? low : high) = middle;
    }
    std::int64_t missing = target - sum_shifted(a, low);
    for (std::int64_t& v : a) {
        const std::int64_t moved = v + low;
        v = std::clamp<std::int64_t>(moved, 0, kOne);
        if (missing > 0 && moved >= 0 && moved < kOne) {
            ++v;
            --missing;
        }
    }
}

// Calls visit(k, P_k, P_{-k}) for k = 0 .. n-1.
template <class Visit>
void visit_lags(std::span<const std::int64_t> a, Visit visit) {
    const std::size_t n = a.size();
    std::int64_t prefix = static_cast<std::int64_t>(n) * (kOne / 2), suffix = prefix;
    for (std::size_t k = 0; k < n; ++k) {
        visit(k, prefix, suffix);
        prefix -= a[n - 1 - k];
        suffix -= a[k];
    }
}

// Marks the blocks of lags that an approximate correlation cannot rule out.
inline void find_contenders(std::span<const std::int64_t> a, Workspace& w) {
    const std::size_t n = a.size();
    if (n < spectrum::kFrom) return w.contending.assign((n + step::kLags - 1) / step::kLags, 1);
    w.scaled.resize(n);
    std::transform(a.begin(), a.end(), w.scaled.begin(), [](std::int64_t v) { return static_cast<double>(v) * 0x1p-40; });
    const double error = w.filter.self_product(w.scaled, spectrum::Product::correlation, w.overlaps);
    visit_lags(a, [&](std::size_t k, std::int64_t prefix, std::int64_t suffix) {
        w.overlaps[k] = static_cast<double>(std::max(prefix, suffix)) * 0x1p-40 - w.overlaps[k];
    });
    const double rounding = static_cast<double>(n) * 0x1p-52;  // of that line: two roundings of numbers up to n
    spectrum::contenders(w.overlaps, error + 2 * rounding, step::kLags, w.contending);
}

inline void take_maximum(std::span<const std::int64_t> a, Workspace& w, Result& out) {
    const std::size_t n = a.size();
    find_contenders(a, w);
    w.factors.assign(a);
    step::Lags products{};
    visit_lags(a, [&](std::size_t k, std::int64_t prefix, std::int64_t suffix) {
        if (!w.contending[k / step::kLags]) return;
        if (k % step::kLags == 0) {
            products = {};
            step::add_products(w.factors, 0, static_cast<std::ptrdiff_t>(k), 1, n - k, products);
        }
        const bool back = suffix > prefix;
        const u128 c = (static_cast<u128>(back ? suffix : prefix) << step::kGridBits) - products[k % step::kLags];
        if (c > out.maximum) {
            out.maximum = c;
            out.lag = back ? -static_cast<std::int64_t>(k) : static_cast<std::int64_t>(k);
        }
    });
}

}  // namespace detail

// 1 <= h.size() <= 2^20. Afterwards w.heights holds the quantised heights over 2^40.
inline Result bound(std::span<const double> h, Workspace& w) {
    const std::size_t n = h.size();
    Result out;
    out.at = step::first_not_finite(h);
    if (out.at >= 0) return out;
    step::round_heights(h, 0.0, 1.0, 0x1p40, 1.0, w.heights);
    detail::project(w.heights);
    detail::take_maximum(w.heights, w, out);
    out.valid = true;
    out.bound.numerator = Wide(out.maximum).times(2);
    out.bound.denominator = Wide(static_cast<u128>(n)).shifted(2 * step::kGridBits);
    out.value = rounded(out.bound, Round::up);
    return out;
}

}  // namespace eft::overlap
