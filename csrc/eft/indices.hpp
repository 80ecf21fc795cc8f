// Answers that are lists of indices: in range, without repeats, and which entry breaks the rule first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/verdict.hpp"

namespace eft {

using Indices = std::span<const std::int64_t>;

inline constexpr std::int64_t kMostItems = std::int64_t{1} << 20;  // vertices, cities, jobs, items: squares stay far inside 64 bits

// A set of numbers 0 .. n-1; on the stack up to 4,096.
class Marks {
  public:
    explicit Marks(std::int64_t n) {
        const auto count = (static_cast<std::size_t>(n) + 63) / 64;
        if (count > few_.size()) many_.resize(count);
        else
            for (std::size_t k = 0; k < count; ++k) few_[k] = 0;
        words_ = count > few_.size() ? many_.data() : few_.data();
    }
    Marks(const Marks&) = delete;
    Marks& operator=(const Marks&) = delete;

    bool operator[](std::int64_t i) const { return words_[i >> 6] >> (i & 63) & 1; }

    // False if i was there before.
    bool add(std::int64_t i) {
        const std::uint64_t bit = std::uint64_t{1} << (i & 63);
        const bool fresh = !(words_[i >> 6] & bit);
        words_[i >> 6] |= bit;
        return fresh;
    }

  private:
    std::array<std::uint64_t, 64> few_;
    std::vector<std::uint64_t> many_;
    std::uint64_t* words_;
};

constexpr bool in_range(std::int64_t i, std::int64_t n) { return static_cast<std::uint64_t>(i) < static_cast<std::uint64_t>(n); }

// The first entry that is no index (its place, the entry, the largest index), or no fault.
inline Verdict check_range(Indices list, std::int64_t n, int outside) {
    for (std::size_t k = 0; k < list.size(); ++k)
        if (!in_range(list[k], n)) return refuse(outside, {static_cast<std::int64_t>(k), list[k], n - 1});
    return {};
}

// As `check_range`, and the first entry that occurred before. What the list holds is added to `seen`.
inline Verdict check_distinct(Indices list, std::int64_t n, Marks& seen, int outside, int twice) {
    for (std::size_t k = 0; k < list.size(); ++k) {
        if (!in_range(list[k], n)) return refuse(outside, {static_cast<std::int64_t>(k), list[k], n - 1});
        if (!seen.add(list[k])) return refuse(twice, {list[k]});
    }
    return {};
}

// n entries, each of 0 .. n-1 once. The length is the caller's.
inline Verdict check_permutation(Indices list, std::int64_t n, int outside, int twice) {
    require(list.size() == static_cast<std::size_t>(n), "expected an order of as many entries as the instance has");
    Marks seen(n);
    return check_distinct(list, n, seen, outside, twice);
}

}  // namespace eft
