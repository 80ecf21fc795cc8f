// Exact unsigned integers of a few 64-bit limbs, and the directed rounding of their ratios.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace eft {

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

// Little-endian limbs; the callers' limits on n keep every value below 2^(64 N), so nothing wraps.
template <std::size_t N>
struct Natural {
    std::array<std::uint64_t, N> limb{};

    constexpr Natural() = default;
    constexpr Natural(u128 v) : limb{static_cast<std::uint64_t>(v), static_cast<std::uint64_t>(v >> 64)} {}

    template <std::size_t M>
    constexpr explicit Natural(const Natural<M>& o) {
        static_assert(M <= N);
        for (std::size_t k = 0; k < M; ++k) limb[k] = o.limb[k];
    }

    constexpr Natural& operator+=(const Natural& o) {
        u128 carry = 0;
        for (std::size_t k = 0; k < N; ++k) {
            carry += static_cast<u128>(limb[k]) + o.limb[k];
            limb[k] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return *this;
    }

    constexpr Natural times(std::uint64_t f) const {
        Natural out;
        u128 carry = 0;
        for (std::size_t k = 0; k < N; ++k) {
            carry += static_cast<u128>(limb[k]) * f;
            out.limb[k] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return out;
    }

    constexpr Natural shifted(unsigned bits) const {
        Natural out;
        const unsigned words = bits / 64, rest = bits % 64;
        for (std::size_t k = N; k-- > words;) {
            out.limb[k] = limb[k - words] << rest;
            if (rest != 0 && k > words) out.limb[k] |= limb[k - words - 1] >> (64 - rest);
        }
        return out;
    }

    constexpr unsigned bit_length() const {
        for (std::size_t k = N; k-- > 0;)
            if (limb[k] != 0) return static_cast<unsigned>(64 * k + std::bit_width(limb[k]));
        return 0;
    }

    // Within a relative 2^-52; the exact comparison in `rounded` settles the rest.
    double approximate() const {
        double sum = 0;
        for (std::size_t k = N; k-- > 0;) sum = sum * 0x1p64 + static_cast<double>(limb[k]);
        return sum;
    }

    friend constexpr bool operator<=(const Natural& a, const Natural& b) {
        for (std::size_t k = N; k-- > 0;)
            if (a.limb[k] != b.limb[k]) return a.limb[k] < b.limb[k];
        return true;
    }
    friend constexpr bool operator==(const Natural&, const Natural&) = default;
};

using Wide = Natural<4>;

constexpr Wide product(u128 a, u128 b) {
    const std::uint64_t a0 = static_cast<std::uint64_t>(a), a1 = static_cast<std::uint64_t>(a >> 64);
    const std::uint64_t b0 = static_cast<std::uint64_t>(b), b1 = static_cast<std::uint64_t>(b >> 64);
    const u128 low = static_cast<u128>(a0) * b0, high = static_cast<u128>(a1) * b1;
    const u128 m0 = static_cast<u128>(a0) * b1, m1 = static_cast<u128>(a1) * b0;
    const u128 mid = (low >> 64) + static_cast<std::uint64_t>(m0) + static_cast<std::uint64_t>(m1);
    const u128 top = high + (m0 >> 64) + (m1 >> 64) + (mid >> 64);
    Wide out;
    out.limb = {static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(mid), static_cast<std::uint64_t>(top),
                static_cast<std::uint64_t>(top >> 64)};
    return out;
}

enum class Round { down, up };

struct Ratio {
    Wide numerator, denominator{1};
};

// Sign of q - ratio, exactly, for a double q >= 0.
inline int compare(double q, const Ratio& ratio) {
    int exponent = 0;
    const double mantissa = std::frexp(q, &exponent);  // q = m 2^(exponent - 53)
    const auto m = static_cast<std::uint64_t>(std::ldexp(mantissa, 53));
    auto left = Natural<6>(ratio.denominator).times(m), right = Natural<6>(ratio.numerator);
    if (exponent <= 53) right = right.shifted(static_cast<unsigned>(53 - exponent));
    else left = left.shifted(static_cast<unsigned>(exponent - 53));
    return left == right ? 0 : left <= right ? -1 : 1;
}

// The nearest double on the stated side of the exact ratio (itself if it is a double). Numerators and denominators stay below 2^224 and
// ratios between 2^-64 and 2^128 (or 0), so the shifted comparison needs at most 224 + 53 + 75 of its 384 bits.
inline double rounded(const Ratio& ratio, Round side) {
    if (ratio.numerator.bit_length() == 0) return 0.0;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double q = ratio.numerator.approximate() / ratio.denominator.approximate();
    int sign = compare(q, ratio);
    if (side == Round::down) {
        while (sign > 0) sign = compare(q = std::nextafter(q, 0.0), ratio);
        for (double next = q; sign < 0 && (sign = compare(next = std::nextafter(q, infinity), ratio)) <= 0;) q = next;
        return q;
    }
    while (sign < 0) sign = compare(q = std::nextafter(q, infinity), ratio);
    for (double next = q; sign > 0 && (sign = compare(next = std::nextafter(q, 0.0), ratio)) >= 0;) q = next;
    return q;
}

}  // namespace eft
