// Elementary functions from + - * / and bit moves only: the same bits on every machine and instruction set, unlike those of the C library,
// and without branches, so that loops over them become vectors.
//
// Errors: exp, log and tanh 6 * 2^-52 relative; sin and cos 2^-51 absolute for |x| <= 10^6, tan is their quotient. They follow Taylor and
// atanh series after the usual range reductions (Muller, Elementary Functions, 2016, chapters 3 and 11). No a * b + c may become one
// operation, which compilers do by themselves where the processor has it: hence the pragmas.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "eft/dispatch.hpp"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif

namespace eft::elementary {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kMostAngle = 1e6;   // sin, cos, tan of anything larger are NaN: no law turns that often
inline constexpr double kShift = 0x1.8p52;  // x + kShift - kShift is |x| < 2^51 as an integer, which stands in the low bits of x + kShift
inline constexpr double kLn2High = 6.93147180369123816490e-01, kLn2Low = 1.90821492927058770002e-10;  // 33 bits and the rest

EFT_INLINE double nearest(double x) { return (x + kShift) - kShift; }

// 2^k for an integer -1022 <= k <= 1023.
EFT_INLINE double power_of_two(double k) { return std::bit_cast<double>(std::bit_cast<std::uint64_t>(k + (kShift + 1023.0)) << 52); }

EFT_INLINE double exp_of(double x) {
    double bounded = x > 711.0 ? 711.0 : x;  // a NaN passes both comparisons
    bounded = bounded < -747.0 ? -747.0 : bounded;
    const double k = nearest(bounded * 1.4426950408889634);
    const double r = (bounded - k * kLn2High) - k * kLn2Low;  // |r| <= 0.3466
    double sum = 1.0;
    for (int i = 14; i > 0; --i) sum = 1.0 + sum * r * (1.0 / i);
    const double half = nearest(k * 0.5);  // in two factors, so that the ends of the range overflow and underflow as they should
    return sum * power_of_two(half) * power_of_two(k - half);
}

EFT_INLINE double log_of(double x) {
    const bool tiny = x < std::numeric_limits<double>::min();
    const double scaled = tiny ? x * 0x1p54 : x;
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(scaled);
    const double m = std::bit_cast<double>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
    const double e = std::bit_cast<double>((bits >> 52) | 0x4330000000000000) - (0x1p52 + 1023.0);
    const bool upper = m > 1.4142135623730951;
    const double mantissa = upper ? 0.5 * m : m;
    const double exponent = (upper ? e + 1.0 : e) - (tiny ? 54.0 : 0.0);
    const double t = (mantissa - 1.0) / (mantissa + 1.0), square = t * t;
    double sum = 0.0;
    for (int k = 23; k > 0; k -= 2) sum = sum * square + 1.0 / k;
    const double value = exponent * kLn2High + (2.0 * t * sum + exponent * kLn2Low);
    const double at_ends = x == 0.0 ? -kInfinity : x == kInfinity ? kInfinity : kNaN;
    return x > 0.0 && x < kInfinity ? value : at_ends;
}

struct Angle {
    double r, square;
    std::uint64_t quadrant;  // its two low bits
};

// r = x - k pi/2 with k the nearest integer; pi/2 in three parts of 33 bits, so that the products are exact for k < 2^20.
EFT_INLINE Angle reduced(double x) {
    const double shifted = x * 0.6366197723675814 + kShift, k = shifted - kShift;
    const double r = ((x - k * 1.57079632673412561417e+00) - k * 6.07710050630396597660e-11) - k * 2.02226624871116645580e-21;
    return {r, r * r, std::bit_cast<std::uint64_t>(shifted)};
}

EFT_INLINE double sine_series(const Angle& a) {
    double sum = 1.0;
    for (int k = 18; k > 0; k -= 2) sum = 1.0 - sum * a.square * (1.0 / (k * (k + 1)));
    return a.r * sum;
}

EFT_INLINE double cosine_series(const Angle& a) {
    double sum = 1.0;
    for (int k = 17; k > 0; k -= 2) sum = 1.0 - sum * a.square * (1.0 / (k * (k + 1)));
    return sum;
}

// sin for turn = 0, cos for turn = 1.
EFT_INLINE double circular(double x, std::uint64_t turn) {
    const double bounded = std::fabs(x) <= kMostAngle ? x : kNaN;
    const Angle a = reduced(bounded);
    const std::uint64_t quadrant = a.quadrant + turn;
    const double odd = cosine_series(a), even = sine_series(a);
    const double value = quadrant & 1 ? odd : even;
    return quadrant & 2 ? -value : value;
}

EFT_INLINE double sin_of(double x) { return circular(x, 0); }
EFT_INLINE double cos_of(double x) { return circular(x, 1); }
EFT_INLINE double tan_of(double x) { return sin_of(x) / cos_of(x); }

EFT_INLINE double tanh_of(double x) {
    const double a = std::fabs(x), square = a * a;
    double sine = 1.0, cosine = 1.0;  // sinh(a) / a and cosh(a), enough terms for a < 0.55
    for (int k = 14; k > 0; k -= 2) sine = 1.0 + sine * square * (1.0 / (k * (k + 1)));
    for (int k = 13; k > 0; k -= 2) cosine = 1.0 + cosine * square * (1.0 / (k * (k + 1)));
    const double small = a * sine / cosine, large = 1.0 - 2.0 / (exp_of(2.0 * a) + 1.0);
    return std::copysign(a < 0.55 ? small : large, x);
}

}  // namespace eft::elementary

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
