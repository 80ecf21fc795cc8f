// Step functions on the integer grid: heights of at most 41 bits, and what their scorers say.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/dispatch.hpp"
#include "eft/verdict.hpp"

namespace eft::step {

inline constexpr int kGridBits = 40;
inline constexpr std::size_t kMostPieces = std::size_t{1} << 20;  // keeps every sum within its integer type

enum Fault { none, wrong_count, not_finite, zero_sum, at_lag, at_knot, in_window };
inline constexpr const char* kReasons[] = {
    "",
    "expected 1 to 1048576 heights, got {}",
    "height {} is not finite",
    "the heights sum to zero on the grid",
    "largest overlap at a shift of {} of {} pieces",
    "peak at knot {} of {}",
    "decided in {} places of the window",
};

namespace detail {

// Rounds to even by adding 1.5 2^52 (right below 2^51) and reads the integer off the bits: a loop that every compiler vectorises.
EFT_INLINE void round_heights_body(const double* in, std::size_t n, double low, double high, double half, double rest, std::int64_t* out) {
    constexpr double rounder = 0x1.8p52;
    for (std::size_t i = 0; i < n; ++i) {
        const double v = in[i], raised = v > low ? v : low, clipped = raised < high ? raised : high;
        out[i] = std::bit_cast<std::int64_t>(clipped * half * rest + rounder) - std::bit_cast<std::int64_t>(rounder);
    }
}
EFT_PATHS(void, round_heights, (const double* in, std::size_t n, double low, double high, double half, double rest, std::int64_t* out),
          (in, n, low, high, half, rest, out))

EFT_INLINE bool all_finite_body(const double* in, std::size_t n) {
    constexpr std::uint64_t exponent = 0x7ff0000000000000;
    std::uint64_t bad = 0;
    for (std::size_t i = 0; i < n; ++i) bad |= (std::bit_cast<std::uint64_t>(in[i]) & exponent) == exponent ? 1 : 0;
    return bad == 0;
}
EFT_PATHS(bool, all_finite, (const double* in, std::size_t n), (in, n))

EFT_INLINE double largest_body(const double* in, std::size_t n, bool clip) {
    double top[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (std::size_t j = 0; j < 8; ++j) {
            const double v = clip ? in[i + j] : std::fabs(in[i + j]);
            top[j] = v > top[j] ? v : top[j];
        }
    for (; i < n; ++i) top[0] = std::max(top[0], clip ? in[i] : std::fabs(in[i]));
    return *std::max_element(top, top + 8);
}
EFT_PATHS(double, largest, (const double* in, std::size_t n, bool clip), (in, n, clip))

}  // namespace detail

// -1, or the first entry that is a NaN or infinite.
inline std::int64_t first_not_finite(std::span<const double> in) {
    if (detail::all_finite(in.data(), in.size())) return -1;
    return std::find_if(in.begin(), in.end(), [](double v) { return !std::isfinite(v); }) - in.begin();
}

// out[i] = round_half_even(min(max(in[i], low), high) half rest) for products below 2^51. Two factors, as one could leave the range of
// double.
inline void round_heights(std::span<const double> in, double low, double high, double half, double rest, std::vector<std::int64_t>& out) {
    out.resize(in.size());
    detail::round_heights(in.data(), in.size(), low, high, half, rest, out.data());
}

// Of heights of any scale: with 2^(e-1) <= max |a| < 2^e, round_half_even(a_i 2^(40-e)), integers up to 2^40. False: all are 0.
inline bool scale_heights(std::span<const double> in, bool clip, std::vector<std::int64_t>& out) {
    const double largest = detail::largest(in.data(), in.size(), clip);
    if (largest == 0) return false;
    int exponent = 0;
    std::frexp(largest, &exponent);
    const int shift = kGridBits - exponent;  // -984 .. 1113
    round_heights(in, clip ? 0.0 : -largest, largest, std::ldexp(1.0, shift / 2), std::ldexp(1.0, shift - shift / 2), out);
    return true;
}

// None, or what is wrong with the candidate's heights.
inline Verdict check(std::span<const double> in) {
    if (!(in.size() >= 1 && in.size() <= kMostPieces)) return refuse(wrong_count, {static_cast<std::int64_t>(in.size())});
    const std::int64_t at = first_not_finite(in);
    return at < 0 ? Verdict{} : refuse(not_finite, {at});
}

}  // namespace eft::step
