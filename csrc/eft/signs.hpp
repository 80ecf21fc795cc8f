// Sequences and matrices of signs: autocorrelation energy, merit factor, determinant.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/dispatch.hpp"
#include "eft/modular.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::signs {

inline constexpr std::size_t kMostSigns = std::size_t{1} << 14;  // the energy stays below n^3 / 3 < 2^41
inline constexpr std::size_t kMostOrder = 72;                    // Hadamard: |det| <= 72^36 < 2^223

enum Fault { none, wrong_length, no_sign, no_energy, wrong_order, no_sign_entry };
inline constexpr const char* kReasons[] = {
    "",
    "expected 1 to 16384 signs, got {}",
    "s[{}] is {}, expected -1 or 1",
    "a single sign has no autocorrelation",
    "expected a square matrix of order 1 to 72, got {} x {}",
    "m[{}, {}] is {}, expected -1 or 1",
};

namespace detail {

// Sum of C_k^2 over the lags k = 1 .. n - 1; bit i of `words` is set where sign i is 1, and zeros follow for at least one word. With a ones
// among the first n - k signs, b among the last, and c places where both of a pair are 1, they differ in a + b - 2 c places, and C_k = (n -
// k) less twice that. The shift brings in zeros, so that counting c needs no mask.
EFT_INLINE std::int64_t energy_body(const std::uint64_t* words, std::size_t n) {
    std::int64_t energy = 0, ones = 0;
    for (std::size_t i = 0; i <= n / 64; ++i) ones += 2 * std::popcount(words[i]);  // a + b
    for (std::size_t k = 1; k < n; ++k) {
        const std::size_t skip = k / 64, shift = k % 64;
        ones -= static_cast<std::int64_t>((words[(k - 1) / 64] >> (k - 1) % 64 & 1) + (words[(n - k) / 64] >> (n - k) % 64 & 1));
        std::int64_t both = 0;
        for (std::size_t i = 0; i <= (n - k - 1) / 64; ++i)
            both += std::popcount(words[i] & (words[i + skip] >> shift | (words[i + skip + 1] << 1) << (63 - shift)));
        const std::int64_t c = static_cast<std::int64_t>(n - k) - 2 * (ones - 2 * both);
        energy += c * c;
    }
    return energy;
}
EFT_PATHS(std::int64_t, energy, (const std::uint64_t* words, std::size_t n), (words, n))

inline Verdict energy_of(std::span<const std::int64_t> s, std::int64_t& result) {
    if (!(s.size() >= 1 && s.size() <= kMostSigns)) return refuse(wrong_length, {static_cast<std::int64_t>(s.size())});
    std::uint64_t words[kMostSigns / 64 + 2];
    std::fill_n(words, s.size() / 64 + 2, 0);
    bool signs = true;  // no branch on a sign, which could not be predicted
    for (std::size_t base = 0; base < s.size(); base += 64) {
        std::uint64_t word = 0;
        for (std::size_t i = base; i < std::min(base + 64, s.size()); ++i) {
            signs &= (s[i] == 1) | (s[i] == -1);
            word |= static_cast<std::uint64_t>(s[i] == 1) << (i - base);
        }
        words[base / 64] = word;
    }
    if (!signs) {
        const auto wrong = std::find_if(s.begin(), s.end(), [](std::int64_t sign) { return sign != 1 && sign != -1; });
        return refuse(no_sign, {wrong - s.begin(), *wrong});
    }
    result = energy(words, s.size());
    return {};
}

}  // namespace detail

// E = sum over k = 1 .. n - 1 of C_k^2, C_k = sum of s_i s_(i+k) (minimised).
inline Verdict autocorrelation_energy(std::span<const std::int64_t> s) {
    std::int64_t energy = 0;
    if (const Verdict fault = detail::energy_of(s, energy); fault.fault) return fault;
    return accept(i128{energy}, Round::up);
}

// n^2 / (2 E) (maximised). Golay, IEEE Trans. Inform. Theory 18 (1972).
inline Verdict merit_factor(std::span<const std::int64_t> s) {
    std::int64_t energy = 0;
    if (const Verdict fault = detail::energy_of(s, energy); fault.fault) return fault;
    if (s.size() == 1) return refuse(no_energy);
    return accept(Ratio{Wide(u128{s.size()} * s.size()), Wide(2 * static_cast<u128>(energy))}, Round::down);
}

// |det| of a matrix of signs (maximised). With the rows' signs chosen so that the first column is 1, all rows less the first have even
// entries: |det| = 2^(n-1) |det B| for a matrix B of order n - 1 over {-1, 0, 1}, so that half as many primes pass Hadamard's bound
// n^(n/2).
inline Verdict determinant(const View<std::int64_t, 2>& m) {
    const std::size_t n = m.shape[0];
    if (!(n >= 1 && n <= kMostOrder && m.shape[1] == n))
        return refuse(wrong_order, {static_cast<std::int64_t>(n), static_cast<std::int64_t>(m.shape[1])});
    const auto entries = m.span();
    const auto wrong = std::find_if(entries.begin(), entries.end(), [](std::int64_t a) { return (a != 1) & (a != -1); });
    if (wrong != entries.end()) {
        const auto at = static_cast<std::size_t>(wrong - entries.begin());
        return refuse(no_sign_entry, {static_cast<std::int64_t>(at / n), static_cast<std::int64_t>(at % n), *wrong});
    }
    const std::size_t stride = (n + 2) / 4 * 4;  // n - 1, rounded up to a multiple of four
    std::vector<double> reduced((n - 1) * stride), work;
    for (std::size_t i = 1; i < n; ++i)
        for (std::size_t j = 1; j < n; ++j)
            reduced[(i - 1) * stride + j - 1] = static_cast<double>((m[i][j] * m[i][0] - m[0][j] * m[0][0]) / 2);
    const double order = static_cast<double>(n),
                 bits = 0.5 * order * std::log2(order) - (order - 1) + 2;  // of 2 |det B|, with one to spare
    std::vector<std::int64_t> residues;
    for (double have = 0; have < bits; have += 25.9) {
        work = reduced;
        residues.push_back(modular::determinant(work, n - 1, modular::kPrimes[residues.size()]));
    }
    return accept(Ratio{modular::magnitude(residues).shifted(static_cast<unsigned>(n - 1)), Wide(1)}, Round::down);
}

}  // namespace eft::signs
