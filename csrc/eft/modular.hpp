// Determinants modulo primes below 2^26 in double precision, where every product of two residues is exact, joined by Garner's mixed radix.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "eft/dispatch.hpp"
#include "eft/wide.hpp"

namespace eft::modular {

constexpr bool is_prime(std::int64_t odd) {
    for (std::int64_t d = 3; d * d <= odd; d += 2)
        if (odd % d == 0) return false;
    return true;
}

// The largest primes below 2^26, in descending order.
template <std::size_t N>
constexpr std::array<std::int64_t, N> primes() {
    std::array<std::int64_t, N> out{};
    std::int64_t candidate = (std::int64_t{1} << 26) - 1;
    for (std::size_t k = 0; k < N; candidate -= 2)
        if (is_prime(candidate)) out[k++] = candidate;
    return out;
}
inline constexpr auto kPrimes = primes<8>();  // their product exceeds 2^207

inline std::int64_t inverse(std::int64_t a, std::int64_t p) {
    std::int64_t r = p, s = a % p, x = 0, y = 1;
    while (s != 0) {
        const std::int64_t q = r / s;
        r = std::exchange(s, r - q * s);
        x = std::exchange(y, x - q * y);
    }
    return x < 0 ? x + p : x;
}

namespace detail {

// x mod p, of absolute value below 0.51 p, for |x| < 2^52: the quotient is off by less than one, and every operation but the multiplication
// by 1 / p is exact. Adding and subtracting 1.5 2^52 rounds to an integer.
EFT_INLINE double reduced(double x, double p, double inverse_p) {
    constexpr double kRound = 0x1.8p52;
    return x - ((x * inverse_p + kRound) - kRound) * p;
}

// Clears column k below the diagonal without a division: each row becomes pivot times itself less a multiple of the pivot's row. Sums of
// two products of residues stay below 2^52. Rows have `stride` entries, a multiple of four; whole groups of four are updated, so that
// entries left of the pivot, which nobody reads again, change too.
EFT_INLINE void clear_column_body(double* a, std::size_t n, std::size_t stride, std::size_t k, double p) {
    const double inverse_p = 1 / p, head = a[k * stride + k];
    const std::size_t first = (k + 1) / 4 * 4, count = (stride - first) / 4 * 4;
    const double* __restrict pivot = a + k * stride + first;
    for (std::size_t i = k + 1; i < n; ++i) {
        const double f = a[i * stride + k];
        double* __restrict row = a + i * stride + first;
        for (std::size_t j = 0; j < count; ++j) row[j] = reduced(head * row[j] - f * pivot[j], p, inverse_p);
    }
}
EFT_PATHS(void, clear_column, (double* a, std::size_t n, std::size_t stride, std::size_t k, double p), (a, n, stride, k, p))

// a - b, where b <= a.
inline Wide difference(const Wide& a, const Wide& b) {
    Wide out;
    std::uint64_t borrow = 0;
    for (std::size_t k = 0; k < a.limb.size(); ++k) {
        const u128 wanted = static_cast<u128>(b.limb[k]) + borrow;
        out.limb[k] = a.limb[k] - static_cast<std::uint64_t>(wanted);
        borrow = wanted > a.limb[k];
    }
    return out;
}

inline std::int64_t residue(double a, std::int64_t p) {
    const std::int64_t r = static_cast<std::int64_t>(a) % p;
    return r < 0 ? r + p : r;
}

}  // namespace detail

// det modulo p, in [0, p), of the n x n matrix `a` (row-major, `stride` = n rounded up to a multiple of four, entries of absolute value
// below p / 2; overwritten). Step k multiplies n - 1 - k rows by pivot k, so that the product of the pivots is divided by the product of
// its own prefixes.
inline std::int64_t determinant(std::vector<double>& a, std::size_t n, std::int64_t p) {
    const std::size_t stride = (n + 3) / 4 * 4;
    std::int64_t pivots = 1, prefixes = 1;
    bool swapped = false;
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t pivot = k;
        while (pivot < n && a[pivot * stride + k] == 0) ++pivot;
        if (pivot == n) return 0;
        if (pivot != k) {
            std::swap_ranges(&a[pivot * stride], &a[pivot * stride] + stride, &a[k * stride]);
            swapped = !swapped;
        }
        detail::clear_column(a.data(), n, stride, k, static_cast<double>(p));
        prefixes = prefixes * pivots % p;  // the last product of all is left out: it multiplies no row
        pivots = pivots * detail::residue(a[k * stride + k], p) % p;
    }
    const std::int64_t result = pivots * inverse(prefixes, p) % p;
    return swapped ? (p - result) % p : result;
}

// |x| of the integer x that has these residues modulo the first primes and 2 |x| < their product.
inline Wide magnitude(std::span<const std::int64_t> residues) {
    const std::size_t count = residues.size();
    std::vector<std::int64_t> digits;  // x = digits[0] + p0 (digits[1] + p1 (...)), each digit in (-p / 2, p / 2)
    for (std::size_t k = 0; k < count; ++k) {
        const std::int64_t p = kPrimes[k];
        std::int64_t value = 0, radix = 1;
        for (std::size_t i = 0; i < k; ++i) {
            value = (value + (digits[i] + p) % p * radix) % p;
            radix = radix * (kPrimes[i] % p) % p;
        }
        std::int64_t digit = (residues[k] - value + p) % p * inverse(radix, p) % p;
        if (2 * digit > p) digit -= p;
        digits.push_back(digit);
    }
    std::size_t top = count;
    while (top > 0 && digits[top - 1] == 0) --top;
    const bool negative = top > 0 && digits[top - 1] < 0;  // the balanced digits below the leading one can't outweigh it
    Wide positive, minus, scale(1);
    for (std::size_t k = 0; k < top; ++k) {
        const std::int64_t d = digits[k];
        (d < 0 ? minus : positive) += scale.times(static_cast<std::uint64_t>(d < 0 ? -d : d));
        scale = scale.times(static_cast<std::uint64_t>(kPrimes[k]));
    }
    return negative ? detail::difference(minus, positive) : detail::difference(positive, minus);
}

}  // namespace eft::modular
