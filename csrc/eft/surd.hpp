// Signed integers of a few 64-bit limbs, and exact signs of a + b sqrt(3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "eft/wide.hpp"

namespace eft {

// Two's complement. Sums and products wrap silently: the callers' bit budgets keep every value below 2^(64 N - 1).
template <std::size_t N>
struct Signed {
    std::array<std::uint64_t, N> limb{};

    constexpr Signed() = default;
    constexpr Signed(i128 v) {
        const std::uint64_t fill = v < 0 ? ~std::uint64_t{0} : 0;
        for (std::uint64_t& word : limb) word = fill;
        limb[0] = static_cast<std::uint64_t>(v);
        limb[1] = static_cast<std::uint64_t>(v >> 64);
    }

    constexpr bool negative() const { return (limb[N - 1] >> 63) != 0; }
    constexpr int sign() const { return negative() ? -1 : *this == Signed() ? 0 : 1; }

    constexpr Signed operator-() const {
        Signed out;
        std::uint64_t carry = 1;
        for (std::size_t k = 0; k < N; ++k) {
            out.limb[k] = ~limb[k] + carry;
            carry = carry && out.limb[k] == 0;
        }
        return out;
    }
    constexpr Signed magnitude() const { return negative() ? -*this : *this; }

    friend constexpr Signed operator+(const Signed& a, const Signed& b) {
        Signed out;
        u128 carry = 0;
        for (std::size_t k = 0; k < N; ++k) {
            carry += static_cast<u128>(a.limb[k]) + b.limb[k];
            out.limb[k] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return out;
    }
    friend constexpr Signed operator-(const Signed& a, const Signed& b) { return a + -b; }

    friend constexpr Signed operator*(const Signed& a, const Signed& b) {
        Signed out;
        for (std::size_t i = 0; i < N; ++i) {
            u128 carry = 0;
            for (std::size_t j = 0; i + j < N; ++j) {
                carry += static_cast<u128>(a.limb[i]) * b.limb[j] + out.limb[i + j];
                out.limb[i + j] = static_cast<std::uint64_t>(carry);
                carry >>= 64;
            }
        }
        return out;
    }
    friend constexpr Signed operator*(const Signed& a, std::uint64_t f) {
        Signed out;
        u128 carry = 0;
        for (std::size_t k = 0; k < N; ++k) {
            carry += static_cast<u128>(a.limb[k]) * f;
            out.limb[k] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        return out;
    }
    friend constexpr bool operator==(const Signed&, const Signed&) = default;
};

// The square, which needs twice the limbs.
template <std::size_t N>
constexpr Natural<2 * N> squared(const Signed<N>& v) {
    const Signed<N> m = v.magnitude();
    Signed<2 * N> wide;
    for (std::size_t k = 0; k < N; ++k) wide.limb[k] = m.limb[k];
    Natural<2 * N> out;
    out.limb = (wide * wide).limb;
    return out;
}

template <std::size_t N>
struct Surd {
    Signed<N> a, b;  // a + b sqrt(3)

    constexpr Surd(const Signed<N>& plain, const Signed<N>& surd = {}) : a(plain), b(surd) {}

    friend constexpr Surd operator+(const Surd& x, const Surd& y) { return {x.a + y.a, x.b + y.b}; }
    friend constexpr Surd operator-(const Surd& x, const Surd& y) { return {x.a - y.a, x.b - y.b}; }
    friend constexpr Surd operator*(const Signed<N>& f, const Surd& x) { return {f * x.a, f * x.b}; }

    // sqrt(3) is irrational, so opposite signs of a and b never cancel: the larger of a^2 and 3 b^2 decides. |a|, |b| < 2^(64 N - 1).
    constexpr int sign() const {
        const int sa = a.sign(), sb = b.sign();
        if (sa == 0 || sb == 0 || sa == sb) return sa != 0 ? sa : sb;
        return squared(a) <= squared(b).times(3) ? sb : sa;
    }
};

}  // namespace eft
