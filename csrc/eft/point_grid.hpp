// Real points become integers once, before anything is decided: clipped, rounded to multiples of 2^-40 (half to even), and kept as doubles,
// which hold such integers exactly.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "eft/dispatch.hpp"
#include "eft/wide.hpp"

namespace eft::points {

inline constexpr int kGridBits = 40;
inline constexpr double kGrid = 0x1p40;
inline constexpr double kFar = 0x1p50;  // coordinates are clipped to 1024 = 2^50 grid steps; differences stay below 2^53

namespace detail {

// Adding and subtracting 1.5 2^52 rounds to the nearest even integer below 2^51.
inline constexpr double kRounder = 0x1.8p52;

EFT_INLINE double to_grid(double v, double low, double high) {
    const double scaled = v * kGrid;  // a power of two: exact, or infinite and clipped
    const double below = scaled < high ? scaled : high, clipped = below > low ? below : low;
    return (clipped + kRounder) - kRounder;
}

}  // namespace detail

// out[i] = in[i] on the grid, clipped to [low, high] (whole grid steps). True if every entry is proved finite.
EFT_INLINE bool quantise(const double* in, double* out, std::size_t count, double low, double high) {
    std::int64_t unproved = 0;
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = detail::to_grid(in[i], low, high);
        unproved |= in[i] - in[i] == 0 ? 0 : 1;  // the difference of an infinity or a NaN is NaN
    }
    return unproved == 0;
}

// Index of the first row with an entry that is not finite.
inline std::int64_t first_not_finite(std::span<const double> in, std::size_t width) {
    for (std::size_t i = 0; i < in.size(); ++i)
        if (!std::isfinite(in[i])) return static_cast<std::int64_t>(i / width);
    return -1;
}

inline std::int64_t whole(double v) { return static_cast<std::int64_t>(v); }

// v > 0 below 2^128 as a ratio.
inline Ratio ratio_of(double v) {
    int exponent = 0;
    const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(v, &exponent), 53));  // v = mantissa 2^(exponent - 53)
    if (exponent >= 53) return {Wide(mantissa).shifted(static_cast<unsigned>(exponent - 53)), Wide(1)};
    return {Wide(mantissa), Wide(1).shifted(static_cast<unsigned>(53 - exponent))};
}

}  // namespace eft::points
