// Sets of integers with forbidden coincidences, decided exactly.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/verdict.hpp"

namespace eft::additive {

inline constexpr std::int64_t kMostMark = std::int64_t{1} << 40;  // differences of marks stay far inside 64 bits
inline constexpr std::size_t kMostMarks = 4096;

enum Fault { none, too_few, out_of_range, repeated_mark, repeated_difference };
inline constexpr const char* kReasons[] = {
    "", "expected 2 to 4096 marks", "mark {} is out of range", "mark {} occurs twice", "difference {} occurs twice",
};

// Golomb ruler: the differences of all pairs of marks are distinct. Value: its length, largest mark - smallest mark (minimised).
inline Verdict golomb(std::span<const std::int64_t> marks) {
    const std::size_t n = marks.size();
    if (!(n >= 2 && n <= kMostMarks)) return refuse(too_few);
    std::vector<std::int64_t> sorted(marks.begin(), marks.end());
    for (const std::int64_t mark : sorted)
        if (!(mark >= -kMostMark && mark <= kMostMark)) return refuse(out_of_range, {mark});
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::int64_t> differences;
    differences.reserve(n * (n - 1) / 2);
    for (std::size_t j = 1; j < n; ++j)
        for (std::size_t i = 0; i < j; ++i) differences.push_back(sorted[j] - sorted[i]);
    std::sort(differences.begin(), differences.end());
    if (differences.front() == 0) return refuse(repeated_mark, {*std::adjacent_find(sorted.begin(), sorted.end())});
    const auto twice = std::adjacent_find(differences.begin(), differences.end());
    if (twice != differences.end()) return refuse(repeated_difference, {*twice});
    return accept(i128{sorted.back()} - sorted.front(), Round::up);
}

}  // namespace eft::additive
