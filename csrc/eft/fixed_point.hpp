// Proved bounds of a cosine and a logarithm in integers: series in units of 2^-120, every term rounded to the safe side.
#pragma once

#include <cmath>
#include <cstdint>

#include "eft/wide.hpp"

namespace eft {

inline constexpr unsigned kFixedBits = 120;

// a - b for a >= b.
template <std::size_t N>
constexpr Natural<N> difference(const Natural<N>& a, const Natural<N>& b) {
    Natural<N> out;
    std::uint64_t borrow = 0;
    for (std::size_t k = 0; k < N; ++k) {
        const u128 value = (u128{1} << 64) + a.limb[k] - b.limb[k] - borrow;
        out.limb[k] = static_cast<std::uint64_t>(value);
        borrow = value >> 64 ? 0 : 1;
    }
    return out;
}

constexpr Natural<8> multiplied(const Wide& a, const Wide& b) {
    Natural<8> out;
    for (unsigned k = 0; k < 4; ++k) out += Natural<8>(a).times(b.limb[k]).shifted(64 * k);
    return out;
}

namespace detail {

// floor(v 2^-bits), which must fit in 128 bits.
constexpr u128 shifted_down(const Wide& v, unsigned bits) {
    const unsigned words = bits / 64, rest = bits % 64;
    u128 out = 0;
    for (unsigned k = 0; k < 3 && words + k < 4; ++k) {
        const u128 limb = v.limb[words + k];
        if (k == 0) out |= limb >> rest;
        else if (64 * k - rest < 128) out |= limb << (64 * k - rest);
    }
    return out;
}

constexpr u128 times_below(u128 a, u128 b) { return shifted_down(product(a, b), kFixedBits); }
constexpr u128 times_above(u128 a, u128 b) { return times_below(a, b) + 1; }

// floor(v / divisor) for v < 2^120 divisor.
constexpr u128 quotient(const Wide& v, std::uint64_t divisor) {
    u128 out = 0, rest = 0;
    for (unsigned k = 4; k-- > 0;) {
        const u128 value = rest << 64 | v.limb[k];
        out = out << 64 | value / divisor;
        rest = value % divisor;
    }
    return out;
}

struct Between {
    u128 low, high;
};

// atanh(z) = z + z^3 / 3 + z^5 / 5 + ... for z <= 1/3; the terms left out add less than twice the first of them.
constexpr Between atanh_of(Between z) {
    const Between square{times_below(z.low, z.low), times_above(z.high, z.high)};
    Between term = z, sum{0, 0};
    for (unsigned k = 1; term.high > 2 && k < 200; k += 2) {
        sum = {sum.low + term.low / k, sum.high + term.high / k + 1};
        term = {times_below(term.low, square.low), times_above(term.high, square.high)};
    }
    return {sum.low, sum.high + 2 * term.high};
}

}  // namespace detail

// Lower bound of log(mantissa 2^exponent) in units of 2^-90, for 1/2 <= mantissa < 1 and |exponent| < 2^30:
// log f = 2 atanh((f - 1) / (f + 1)) with 1/2 <= f < 1 and log 2 = 2 atanh(1/3).
inline i128 log_below(double mantissa, std::int64_t exponent) {
    constexpr std::uint64_t one = std::uint64_t{1} << 53;
    const auto f = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
    const u128 z = detail::quotient(Wide(one - f).shifted(kFixedBits), one + f), third = (u128{1} << kFixedBits) / 3;
    const u128 below_one = 2 * detail::atanh_of({z, z + 1}).high;
    const detail::Between half = detail::atanh_of({third, third + 1});
    // from 2^-120 to 2^-90, each to its safe side
    const auto two = static_cast<i128>(exponent >= 0 ? (2 * half.low) >> 30 : ((2 * half.high) >> 30) + 1);
    return exponent * two - static_cast<i128>((below_one >> 30) + 1);
}

// Lower bound of the cosine of an angle in degrees, 0 < degrees < 180, in units of 2^-120: the alternating Taylor sum up to a negative
// term, at an angle in radians that is rounded up.
inline i128 cosine_below(double degrees) {
    constexpr u128 radian = u128{0x11df46a2529d391} << 64 | 0x5c1d8becdd290b8a;  // ceil(pi / 180 2^126)
    int exponent = 0;
    const auto m = static_cast<std::uint64_t>(std::ldexp(std::frexp(degrees, &exponent), 53));  // degrees = m 2^(exponent - 53)
    const u128 angle = detail::shifted_down(product(radian, m), static_cast<unsigned>(6 + 53 - exponent)) + 1;
    const detail::Between square{detail::times_below(angle, angle), detail::times_above(angle, angle)};
    detail::Between term{u128{1} << kFixedBits, u128{1} << kFixedBits};
    i128 sum = 0;
    for (std::uint64_t k = 0; k < 60; ++k) {
        sum += k % 2 ? -static_cast<i128>(term.high) : static_cast<i128>(term.low);
        const std::uint64_t next = (2 * k + 1) * (2 * k + 2);
        term = {detail::times_below(term.low, square.low) / next, detail::times_above(term.high, square.high) / next + 1};
    }
    return sum;
}

// Whether +-sqrt(square / scale) <= bound 2^-120, exactly; square, scale below 2^212, |bound| <= 2^121.
inline bool at_most(bool negative, const Wide& square, const Wide& scale, i128 bound) {
    const bool zero = square.bit_length() == 0;
    if (bound >= 0 && (negative || zero)) return true;
    if (bound < 0 && (!negative || zero)) return false;
    const u128 size = bound < 0 ? -static_cast<u128>(bound) : static_cast<u128>(bound);
    const auto left = Natural<8>(square).shifted(2 * kFixedBits), right = multiplied(product(size, size), scale);
    return negative ? right <= left : left <= right;
}

}  // namespace eft
