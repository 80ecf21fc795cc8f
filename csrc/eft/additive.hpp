// Sets of integers whose sums or differences must all be distinct, or must cover an interval, decided exactly.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "eft/bits.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::additive {

inline constexpr std::int64_t kMostMark = std::int64_t{1} << 40;  // sums of eight marks stay far inside 64 bits
inline constexpr std::size_t kMostMarks = 4096;
inline constexpr std::size_t kMostSums = std::size_t{1} << 22;       // multisets of h elements: 32 MiB while they are compared
inline constexpr std::int64_t kMostCovered = std::int64_t{1} << 24;  // differences that a basis may have to cover
inline constexpr std::size_t kMostRows = 64;                         // rows and marks per row of a set of difference triangles

enum Fault {
    none,
    too_few,
    out_of_range,
    repeated_mark,
    repeated_difference,
    no_element,
    too_many_sums,
    repeated_sum,
    missing_difference,
    wrong_rows
};
inline constexpr const char* kReasons[] = {
    "",
    "expected 2 to 4096 marks",
    "mark {} is out of range",
    "mark {} occurs twice",
    "difference {} occurs twice",
    "expected at least one element",
    "{} elements have more than 4194304 sums",
    "sum {} of {} elements occurs twice",
    "difference {} is missing",
    "expected 1 to 64 rows of 2 to 64 marks",
};

namespace detail {

using Integers = std::span<const std::int64_t>;

inline std::optional<std::int64_t> outside(Integers values, std::int64_t low, std::int64_t high) {
    for (const std::int64_t v : values)
        if (!(v >= low && v <= high)) return v;
    return std::nullopt;
}

// The least value that occurs twice. Values lie in [low, high]; a bitset decides where that interval is short, and sorting names the
// culprit.
inline std::optional<std::int64_t> repeated(std::vector<std::int64_t>& values, std::int64_t low, std::int64_t high) {
    constexpr std::int64_t kBitsPerValue = 512;
    if (high - low < kBitsPerValue * static_cast<std::int64_t>(values.size())) {
        Bits seen(static_cast<std::size_t>(high - low + 1));
        bool fresh = true;
        for (const std::int64_t v : values) fresh &= seen.insert(static_cast<std::size_t>(v - low));
        if (fresh) return std::nullopt;
    }
    std::sort(values.begin(), values.end());
    const auto twice = std::adjacent_find(values.begin(), values.end());
    return twice == values.end() ? std::nullopt : std::optional(*twice);
}

inline void append_differences(Integers sorted, std::vector<std::int64_t>& out) {
    for (std::size_t j = 1; j < sorted.size(); ++j)
        for (std::size_t i = 0; i < j; ++i) out.push_back(sorted[j] - sorted[i]);
}

// Number of multisets of `h` out of `m`, or kMostSums + 1 if there are more than kMostSums.
inline std::size_t multisets(std::size_t m, std::size_t h) {
    u128 count = 1;
    for (std::size_t k = 1; k <= h; ++k)
        if ((count = count * (m + k - 1) / k) > kMostSums) return kMostSums + 1;
    return static_cast<std::size_t>(count);
}

inline void append_sums(Integers values, std::size_t h, std::int64_t sum, std::vector<std::int64_t>& out) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (h > 2) append_sums(values.subspan(i), h - 1, sum + values[i], out);
        else
            for (std::size_t j = i; j < values.size(); ++j) out.push_back(sum + values[i] + values[j]);
    }
}

}  // namespace detail

// Golomb ruler: the differences of all pairs of marks are distinct. Value: its length, largest mark - smallest mark (minimised).
inline Verdict golomb(std::span<const std::int64_t> marks) {
    const std::size_t n = marks.size();
    if (!(n >= 2 && n <= kMostMarks)) return refuse(too_few);
    if (const auto mark = detail::outside(marks, -kMostMark, kMostMark)) return refuse(out_of_range, {*mark});
    std::vector<std::int64_t> sorted(marks.begin(), marks.end()), differences;
    std::sort(sorted.begin(), sorted.end());
    const auto same = std::adjacent_find(sorted.begin(), sorted.end());
    if (same != sorted.end()) return refuse(repeated_mark, {*same});
    differences.reserve(n * (n - 1) / 2);
    detail::append_differences(sorted, differences);
    const std::int64_t length = sorted.back() - sorted.front();
    if (const auto twice = detail::repeated(differences, 1, length)) return refuse(repeated_difference, {*twice});
    return accept(i128{length}, Round::up);
}

// Difference triangle set: `rows` Golomb rulers of equally many marks, no difference shared by two of them. Value: the greatest length of a
// row (minimised).
inline Verdict difference_triangles(const View<std::int64_t, 2>& marks) {
    if (!(marks.shape[0] >= 1 && marks.shape[0] <= kMostRows && marks.shape[1] >= 2 && marks.shape[1] <= kMostRows))
        return refuse(wrong_rows);
    if (const auto mark = detail::outside(marks.span(), -kMostMark, kMostMark)) return refuse(out_of_range, {*mark});
    std::vector<std::int64_t> differences;
    std::int64_t length = 0;
    for (std::size_t r = 0; r < marks.shape[0]; ++r) {
        std::vector<std::int64_t> sorted(marks[r].begin(), marks[r].end());
        std::sort(sorted.begin(), sorted.end());
        const auto same = std::adjacent_find(sorted.begin(), sorted.end());
        if (same != sorted.end()) return refuse(repeated_mark, {*same});
        detail::append_differences(sorted, differences);
        length = std::max(length, sorted.back() - sorted.front());
    }
    if (const auto twice = detail::repeated(differences, 1, length)) return refuse(repeated_difference, {*twice});
    return accept(i128{length}, Round::up);
}

// B_h set in {1 .. largest}: all sums of h elements, repetition allowed, are distinct (h = 2: Sidon set). Value: its size (maximised).
inline Verdict bh_set(std::int64_t h, std::int64_t largest, std::span<const std::int64_t> elements) {
    require(h >= 2 && h <= 8, "h: expected 2 to 8");
    require(largest >= 1 && largest <= kMostMark, "largest: expected 1 to 2^40");
    if (elements.empty()) return refuse(no_element);
    const std::size_t count = detail::multisets(elements.size(), static_cast<std::size_t>(h));
    if (count > kMostSums) return refuse(too_many_sums, {static_cast<std::int64_t>(elements.size())});
    if (const auto element = detail::outside(elements, 1, largest)) return refuse(out_of_range, {*element});
    std::vector<std::int64_t> sorted(elements.begin(), elements.end()), sums;
    std::sort(sorted.begin(), sorted.end());
    const auto same = std::adjacent_find(sorted.begin(), sorted.end());
    if (same != sorted.end()) return refuse(repeated_mark, {*same});
    sums.reserve(count);
    detail::append_sums(sorted, static_cast<std::size_t>(h), 0, sums);
    if (const auto twice = detail::repeated(sums, h * sorted.front(), h * sorted.back())) return refuse(repeated_sum, {*twice, h});
    return accept(i128{static_cast<std::int64_t>(sorted.size())}, Round::down);
}

// Difference basis: every one of 1 .. n is a difference of two elements; `restricted` keeps these in {0 .. n} (a complete sparse ruler).
// Value: size^2 / n (minimised), whose limit is the constant of Golay, J. London Math. Soc. 4 (1972).
inline Verdict difference_basis(std::int64_t n, bool restricted, std::span<const std::int64_t> elements) {
    require(n >= 1 && n <= kMostCovered, "n: expected 1 to 2^24");
    const std::size_t m = elements.size();
    if (!(m >= 2 && m <= kMostMarks)) return refuse(too_few);
    if (const auto element = restricted ? detail::outside(elements, 0, n) : detail::outside(elements, -kMostMark, kMostMark))
        return refuse(out_of_range, {*element});
    std::vector<std::int64_t> sorted(elements.begin(), elements.end());
    std::sort(sorted.begin(), sorted.end());
    const auto same = std::adjacent_find(sorted.begin(), sorted.end());
    if (same != sorted.end()) return refuse(repeated_mark, {*same});
    Bits covered(static_cast<std::size_t>(n + 1));
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = i + 1; j < m && sorted[j] - sorted[i] <= n; ++j) covered.add(static_cast<std::size_t>(sorted[j] - sorted[i]));
    for (std::int64_t d = 1; d <= n; ++d)
        if (!covered.has(static_cast<std::size_t>(d))) return refuse(missing_difference, {d});
    return accept(Ratio{Wide(u128{m} * m), Wide(static_cast<u128>(n))}, Round::up);
}

}  // namespace eft::additive
