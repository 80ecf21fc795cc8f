// Bilinear algorithms for the product of an n x m and an m x p matrix, checked in every entry of the tensor.
//
// Term r multiplies (sum of U[r, i m + j] A[i, j]) by (sum of V[r, j p + k] B[j, k]) and adds W[r, k n + i] times that to entry (i, k) of
// the product: sum over r of U[r, i m + j] V[r, j' p + k] W[r, k' n + i'] is 1 where i = i', j = j', k = k', and 0 elsewhere.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/dispatch.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::tensors {

inline constexpr std::int64_t kMostSide = 16;
inline constexpr std::int64_t kMostCells = std::int64_t{1} << 22;  // entries of the tensor
inline constexpr std::int64_t kMostEntry = std::int64_t{1} << 16;  // 4096 terms of three such factors stay below 2^60

enum class Ring { integers, halves, modulo_two };  // halves: the factors are given doubled

enum Fault { none, no_term, too_many, wrong_shape, out_of_range, wrong_unit, wrong_zero };
inline constexpr const char* kReasons[] = {
    "",
    "the factors have no terms",
    "{} terms, more than the {} of the definition",
    "factor {} (of 0..2) has shape {} x {}, expected {} columns and as many rows as factor 0",
    "factor {} (of 0..2), row {}, column {}: {} is out of range",
    "tensor entry ({}, {}, {}) is {}, expected 1 (8 where the factors are doubled)",
    "tensor entry ({}, {}, {}) is {}, expected 0",
};

namespace detail {

using Factor = View<std::int64_t, 2>;

// Adds the terms to the zeroed tensor, row-major over (column of U, of V, of W). Factors are mostly zeros, so that a term touches few rows.
template <class T>
EFT_INLINE void expand(const Factor& u, const Factor& v, const Factor& w, T* tensor) {
    const std::size_t a = u.shape[1], b = v.shape[1], c = w.shape[1];
    T row[kMostSide * kMostSide];
    std::size_t where[kMostSide * kMostSide];
    for (std::size_t r = 0; r < u.shape[0]; ++r) {
        const std::int64_t *left = u.data + r * a, *right = v.data + r * b, *out = w.data + r * c;
        std::size_t filled = 0;
        for (std::size_t j = 0; j < b; ++j) {
            where[filled] = j;
            filled += right[j] != 0;
        }
        for (std::size_t k = 0; k < c; ++k) row[k] = static_cast<T>(out[k]);
        for (std::size_t i = 0; i < a; ++i) {
            if (left[i] == 0) continue;
            for (std::size_t f = 0; f < filled; ++f) {
                const T factor = static_cast<T>(left[i] * right[where[f]]);
                T* __restrict sum = tensor + (i * b + where[f]) * c;
                for (std::size_t k = 0; k < c; ++k) sum[k] += factor * row[k];
            }
        }
    }
}
EFT_INLINE void add_terms_body(const Factor& u, const Factor& v, const Factor& w, std::int32_t* tensor) { expand(u, v, w, tensor); }
EFT_INLINE void add_terms_body(const Factor& u, const Factor& v, const Factor& w, std::int64_t* tensor) { expand(u, v, w, tensor); }
EFT_PATHS(void, add_terms, (const Factor& u, const Factor& v, const Factor& w, std::int32_t* tensor), (u, v, w, tensor))
EFT_PATHS(void, add_terms, (const Factor& u, const Factor& v, const Factor& w, std::int64_t* tensor), (u, v, w, tensor))

// Is it the tensor of the matrix product? The first entry that differs is named.
template <class T>
Verdict compare(const Factor& u, const Factor& v, const Factor& w, std::int64_t n, std::int64_t m, std::int64_t p, Ring ring) {
    const T unit = ring == Ring::halves ? 8 : 1, mask = ring == Ring::modulo_two ? 1 : -1;
    const std::int64_t b = m * p, c = p * n;
    std::vector<T> tensor(static_cast<std::size_t>(n * m * b * c));
    add_terms(u, v, w, tensor.data());
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < m; ++j)
            for (std::int64_t k = 0; k < p; ++k) tensor[static_cast<std::size_t>(((i * m + j) * b + j * p + k) * c + k * n + i)] -= unit;
    T wrong = 0;
    for (const T entry : tensor) wrong |= entry & mask;
    if (wrong == 0) return {};
    const auto first = std::find_if(tensor.begin(), tensor.end(), [mask](T entry) { return (entry & mask) != 0; });
    const std::int64_t at = first - tensor.begin(), x = at / (b * c), y = at / c % b, z = at % c;
    const bool is_unit = x % m == y / p && y % p == z / n && z % n == x / m;
    return refuse(is_unit ? wrong_unit : wrong_zero, {x, y, z, std::int64_t{*first} + (is_unit ? unit : 0)});
}

inline Verdict read(std::int64_t n, std::int64_t m, std::int64_t p, Ring ring, const Factor* const (&factors)[3],
                    std::int64_t (&largest)[3]) {
    require(n >= 1 && n <= kMostSide && m >= 1 && m <= kMostSide && p >= 1 && p <= kMostSide, "n, m, p: expected 1 to 16");
    require(n * m * m * p * p * n <= kMostCells, "n, m, p: expected a tensor of at most 2^22 entries");
    const std::int64_t columns[] = {n * m, m * p, p * n}, rows = static_cast<std::int64_t>(factors[0]->shape[0]);
    for (std::int64_t f = 0; f < 3; ++f) {
        const Factor& factor = *factors[f];
        const auto height = static_cast<std::int64_t>(factor.shape[0]), width = static_cast<std::int64_t>(factor.shape[1]);
        if (!(height == rows && width == columns[f])) return refuse(wrong_shape, {f, height, width, columns[f]});
    }
    if (rows == 0) return refuse(no_term);
    if (rows > n * m * p) return refuse(too_many, {rows, n * m * p});
    const std::int64_t low = ring == Ring::modulo_two ? 0 : -kMostEntry, high = ring == Ring::modulo_two ? 1 : kMostEntry;
    for (std::int64_t f = 0; f < 3; ++f) {
        const std::span<const std::int64_t> entries = factors[f]->span();
        std::int64_t least = 0, most = 0;
        for (const std::int64_t entry : entries) {
            least = std::min(least, entry);
            most = std::max(most, entry);
        }
        if (least >= low && most <= high) {
            largest[f] = std::max(-least, most);
            continue;
        }
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (!(entries[i] >= low && entries[i] <= high))
                return refuse(out_of_range,
                              {f, static_cast<std::int64_t>(i) / columns[f], static_cast<std::int64_t>(i) % columns[f], entries[i]});
    }
    return {};
}

}  // namespace detail

// U: (r, n m), V: (r, m p), W: (r, p n). Value: the number of terms r (minimised).
inline Verdict matmul(Ring ring, std::int64_t n, std::int64_t m, std::int64_t p, const detail::Factor& u, const detail::Factor& v,
                      const detail::Factor& w) {
    std::int64_t largest[3] = {};
    if (const Verdict fault = detail::read(n, m, p, ring, {&u, &v, &w}, largest); fault.fault) return fault;
    const auto rows = static_cast<std::int64_t>(u.shape[0]);
    const bool narrow = rows * largest[0] * largest[1] * largest[2] < std::int64_t{1} << 30;  // then no partial sum leaves 32 bits
    const Verdict fault =
        narrow ? detail::compare<std::int32_t>(u, v, w, n, m, p, ring) : detail::compare<std::int64_t>(u, v, w, n, m, p, ring);
    return fault.fault ? fault : accept(i128{rows}, Round::up);
}

}  // namespace eft::tensors
