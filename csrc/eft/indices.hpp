// Answers that are lists of indices: in range, without repeats, and which entry breaks the rule first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

// The sign bit is set unless 0 <= i < n: a form of `in_range` whose results are gathered with |, as plain vector instructions do it.
constexpr std::uint64_t stray(std::int64_t i, std::int64_t n) {
    return static_cast<std::uint64_t>(i) | (static_cast<std::uint64_t>(n) - 1 - static_cast<std::uint64_t>(i));
}
constexpr bool fine(std::uint64_t gathered) { return gathered >> 63 == 0; }

inline bool all_in_range(Indices list, std::int64_t n) {
    std::uint64_t bad = 0;
    for (const std::int64_t i : list) bad |= stray(i, n);
    return fine(bad);
}

// The first entry that is no index (its place, the entry, the largest index), or no fault.
inline Verdict check_range(Indices list, std::int64_t n, int outside) {
    if (all_in_range(list, n)) return {};
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

// Whether each of 0 .. n-1 occurs in n entries that are in range; `seen` has n bytes.
inline bool all_occur(Indices list, unsigned char* seen) {
    std::memset(seen, 0, list.size());
    for (const std::int64_t i : list) seen[i] = 1;
    unsigned char all = 1;
    for (std::size_t k = 0; k < list.size(); ++k) all &= seen[k];
    return all == 1;
}

// n entries, each of 0 .. n-1 once. The length is the caller's.
inline Verdict check_permutation(Indices list, std::int64_t n, int outside, int twice) {
    require(list.size() == static_cast<std::size_t>(n), "expected an order of as many entries as the instance has");
    if (all_in_range(list, n)) {
        std::array<unsigned char, 4096> few;
        if (list.size() <= few.size() && all_occur(list, few.data())) return {};
        if (list.size() > few.size() && all_occur(list, std::vector<unsigned char>(list.size()).data())) return {};
    }
    Marks seen(n);  // something is wrong: name the first of it
    return check_distinct(list, n, seen, outside, twice);
}

}  // namespace eft
