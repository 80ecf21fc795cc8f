// Sizes of A + A and A - A, and certified lower bounds of two ratios of their logarithms.
//
// Gyarmati, Hennecart, Ruzsa, "Sums and differences of finite sets", Funct. Approx. Comment. Math. 37 (2007): a finite set U of
// non-negative integers with 0 in U and |U - U| <= 2 max U + 1 proves the exponent 1 + log(|U - U| / |U + U|) / log(2 max U + 1). The last
// condition holds for every set of integers (U - U lies in [-max U, max U]); it is what reals, which are not taken here, would break.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/bits.hpp"
#include "eft/verdict.hpp"

namespace eft::sumsets {

inline constexpr std::int64_t kMostElement = std::int64_t{1} << 35;
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 16;

enum Fault { none, size, out_of_range, repeated_element, no_zero };
inline constexpr const char* kReasons[] = {
    "", "expected 2 to {} elements, got {}", "element {} is out of range", "element {} occurs twice", "0 is not in the set",
};

struct Sizes {
    std::uint64_t sums = 0, differences = 0;
};

namespace detail {

using Integers = std::span<const std::int64_t>;
inline constexpr std::uint64_t kMostBits = std::uint64_t{1} << 26;  // 8 MiB of marks
inline constexpr std::uint64_t kWindow = std::uint64_t{1} << 21;    // 256 KiB of marks stay in the second cache
inline constexpr std::uint64_t kMostWindows = 4096;                 // or larger ones, of at most 2 MiB
inline constexpr std::size_t kMostSorted = std::size_t{1} << 20;

// Distinct values of a[i] + a[j] (i <= j), or of a[j] - a[i] (i < j); `a` is sorted, starts at 0. Marks are set window by window, so that
// they stay in cache; in a window every row i continues where it stopped, since its values increase with j.
inline std::uint64_t distinct_by_windows(Integers a, bool sums) {
    const std::size_t m = a.size();
    const auto end = static_cast<std::uint64_t>((sums ? 2 * a.back() : a.back()) + 1);
    const std::uint64_t width = std::min(end, std::max(kWindow, end / kMostWindows + 1));
    std::vector<std::size_t> next(m);
    for (std::size_t i = 0; i < m; ++i) next[i] = sums ? i : i + 1;
    std::uint64_t total = 0;
    for (std::uint64_t low = 0; low < end; low += width) {
        Bits seen(width);
        const auto high = static_cast<std::int64_t>(low + width);
        for (std::size_t i = 0; i < m; ++i) {
            const std::int64_t offset = sums ? a[i] : -a[i];
            std::size_t j = next[i];
            for (; j < m && a[j] + offset < high; ++j) seen.add(static_cast<std::size_t>(a[j] + offset) - low);
            next[i] = j;
        }
        total += seen.count();
    }
    return total;
}

inline std::uint64_t distinct_by_sorting(Integers a, bool sums) {
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = sums ? i : i + 1; j < a.size(); ++j) values.push_back(sums ? a[i] + a[j] : a[j] - a[i]);
    std::sort(values.begin(), values.end());
    return static_cast<std::uint64_t>(std::unique(values.begin(), values.end()) - values.begin());
}

// The set is merged into the marks once for each of its elements, shifted by it: 64 pairs at a time, best for dense sets.
inline std::uint64_t distinct_by_shifts(Integers a, bool sums) {
    const auto top = static_cast<std::size_t>(a.back());
    Bits set(2 * top + 1), seen(sums ? 2 * top + 1 : top + 1);  // the set stands `top` higher where it is shifted upwards
    for (const std::int64_t x : a) set.add(static_cast<std::size_t>(x) + (sums ? top : 0));
    for (const std::int64_t x : a) seen.merge_from(set, sums ? top - static_cast<std::size_t>(x) : static_cast<std::size_t>(x));
    return seen.count() - (sums ? 0 : 1);  // without the difference 0
}

inline std::uint64_t distinct(Integers a, bool sums) {
    const std::uint64_t m = a.size(), top = static_cast<std::uint64_t>(a.back()), pairs = m * (m + 1) / 2;
    if (m * (top / 64 + 1) * (sums ? 2 : 1) < 4 * pairs && 2 * top < kMostBits) return distinct_by_shifts(a, sums);
    if (2 * top >= kMostBits && pairs <= kMostSorted) return distinct_by_sorting(a, sums);
    return distinct_by_windows(a, sums);
}

}  // namespace detail

// |A + A| and |A - A| of a sorted set of distinct integers.
inline Sizes sizes(std::span<const std::int64_t> sorted) {
    std::vector<std::int64_t> a(sorted.begin(), sorted.end());
    for (std::int64_t& x : a) x -= sorted.front();
    return {detail::distinct(a, true), 2 * detail::distinct(a, false) + 1};
}

// low 2^-56 <= log2 x <= high 2^-56.
struct Log {
    std::uint64_t low, high;
};

// Binary digits of the logarithm by repeated squaring, once rounded down throughout and once up; 1 <= x < 2^62. (Knuth, TAOCP 1, 1.2.2.)
inline Log log2_of(std::uint64_t x) {
    constexpr unsigned kDigits = 56, kOne = 61;  // mantissas are integers over 2^61 in [1, 2]
    const auto whole = static_cast<unsigned>(std::bit_width(x)) - 1;
    u128 down = static_cast<u128>(x) << (kOne - whole), up = down;
    Log out{whole, whole};
    for (unsigned k = 0; k < kDigits; ++k) {
        down = down * down >> kOne;
        up = (up * up + ((u128{1} << kOne) - 1)) >> kOne;
        const bool low = down >> (kOne + 1) != 0, high = up >> (kOne + 1) != 0;
        out.low = 2 * out.low + low;
        out.high = 2 * out.high + high;
        if (low) down >>= 1;
        if (high) up = (up + 1) >> 1;
    }
    return {out.low, out.high + 1};
}

namespace detail {

inline Verdict read(std::int64_t most, std::int64_t low, std::int64_t high, Integers elements, std::vector<std::int64_t>& sorted) {
    require(most >= 2 && most <= kMostElements, "size_max: expected 2 to 65536");
    require(high >= 1 && high <= kMostElement, "value_max: expected 1 to 2^35");
    const auto m = static_cast<std::int64_t>(elements.size());
    if (!(m >= 2 && m <= most)) return refuse(size, {most, m});
    for (const std::int64_t x : elements)
        if (!(x >= low && x <= high)) return refuse(out_of_range, {x});
    sorted.assign(elements.begin(), elements.end());
    std::sort(sorted.begin(), sorted.end());
    const auto same = std::adjacent_find(sorted.begin(), sorted.end());
    return same == sorted.end() ? Verdict{} : refuse(repeated_element, {*same});
}

}  // namespace detail

// 2 to size_max distinct elements in [-value_max, value_max]. Value: a lower bound of log(|A + A| / |A|) / log(|A - A| / |A|) (maximised).
inline Verdict sum_difference_ratio(std::int64_t size_max, std::int64_t value_max, std::span<const std::int64_t> elements) {
    std::vector<std::int64_t> sorted;
    if (const Verdict fault = detail::read(size_max, -value_max, value_max, elements, sorted); fault.fault) return fault;
    const Sizes n = sizes(sorted);
    const Log sums = log2_of(n.sums), differences = log2_of(n.differences), members = log2_of(sorted.size());
    return accept(Ratio{Wide(u128{sums.low - members.high}), Wide(u128{differences.high - members.low})}, Round::down);
}

// 2 to size_max distinct elements in [0, value_max], 0 among them. Value: a lower bound of the exponent above (maximised).
inline Verdict sum_difference_lemma(std::int64_t size_max, std::int64_t value_max, std::span<const std::int64_t> elements) {
    std::vector<std::int64_t> sorted;
    if (const Verdict fault = detail::read(size_max, 0, value_max, elements, sorted); fault.fault) return fault;
    if (sorted.front() != 0) return refuse(no_zero);
    const Sizes n = sizes(sorted);
    const Log sums = log2_of(n.sums), differences = log2_of(n.differences);
    const Log cells = log2_of(2 * static_cast<std::uint64_t>(sorted.back()) + 1);
    return accept(Ratio{Wide(u128{cells.low + differences.low - sums.high}), Wide(u128{cells.high})}, Round::down);
}

}  // namespace eft::sumsets
