// Binary codes and coverings: words as 64-bit integers, distances by XOR and popcount, coverage by marking.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/bits.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::codes {

inline constexpr std::int64_t kMostBits = 62;
inline constexpr std::size_t kMostWords = std::size_t{1} << 16;
inline constexpr std::uint64_t kMostTargets = std::uint64_t{1} << 24;  // sets or words that a covering must reach

enum Fault {
    none,
    size,
    out_of_range,
    repeated_word,
    too_close,
    wrong_weight,
    wrong_block,
    point,
    repeated_point,
    wrong_length,
    letter,
    sets_note,
    words_note
};
inline constexpr const char* kReasons[] = {
    "",
    "expected 1 to 65536 words, got {}",
    "word {} is out of range",
    "word {} occurs twice",
    "words {} and {} are at distance {}",
    "word {} has weight {}",
    "expected blocks of {} points, got {}",
    "point {} of block {} is out of range",
    "block {} repeats point {}",
    "expected words of {} letters, got {}",
    "letter {} of word {} is out of range",
    "{} sets are not covered, first that with the bit mask {}: each counts as one more block",
    "{} words are not covered, first number {} (letter 0 is the lowest digit): each counts as one more word",
};

namespace detail {

// Is a word among the first `count` nearer to `word` than d?
EFT_INLINE bool near_body(const std::int64_t* words, std::size_t count, std::int64_t word, int d) {
    int closest = 64;
    for (std::size_t i = 0; i < count; ++i) closest = std::min(closest, std::popcount(static_cast<std::uint64_t>(words[i] ^ word)));
    return closest < d;
}
EFT_PATHS(bool, near, (const std::int64_t* words, std::size_t count, std::int64_t word, int d), (words, count, word, d))

// Pascal's triangle up to 62, capped at kMostTargets + 1.
struct Binomials {
    std::uint64_t table[kMostBits + 1][kMostBits + 1] = {};
    constexpr Binomials() {
        for (std::int64_t a = 0; a <= kMostBits; ++a) {
            table[a][0] = 1;
            for (std::int64_t b = 1; b <= a; ++b)
                table[a][b] = std::min(kMostTargets + 1, table[a - 1][b - 1] + (b < a ? table[a - 1][b] : 0));
        }
    }
};
inline constexpr Binomials kBinomial;

// Marks all t-subsets of the first `count` of the ascending `points`; number of a set: sum of C(point_i, i) (colexicographic rank).
inline void mark_subsets(std::span<const std::int64_t> points, std::size_t count, std::size_t t, std::uint64_t number, Bits& covered) {
    if (t == 0) return covered.add(number);
    for (std::size_t last = t - 1; last < count; ++last)
        mark_subsets(points, last, t - 1, number + kBinomial.table[points[last]][t], covered);
}

// The t-subset of that number, as a bit mask.
inline std::int64_t subset(std::uint64_t number, std::int64_t v, std::int64_t t) {
    std::int64_t mask = 0;
    for (; t > 0; --t) {
        while (kBinomial.table[--v][t] > number) {
        }
        number -= kBinomial.table[v][t];
        mask |= std::int64_t{1} << v;
    }
    return mask;
}

// Marks every word that differs from `number` in at most `radius` of the positions from `first` on; powers: q^0, q^1, ...
inline void mark_ball(std::span<const std::int64_t> word, std::span<const std::uint64_t> powers, std::int64_t q, std::size_t first,
                      std::int64_t radius, std::uint64_t number, Bits& covered) {
    covered.add(number);
    if (radius == 0) return;
    for (std::size_t k = first; k < word.size(); ++k)
        for (std::int64_t letter = 0; letter < q; ++letter)
            if (letter != word[k])
                mark_ball(word, powers, q, k + 1, radius - 1,
                          number + static_cast<std::uint64_t>(letter) * powers[k] - static_cast<std::uint64_t>(word[k]) * powers[k],
                          covered);
}

inline std::uint64_t first_missing(const Bits& covered) {
    std::uint64_t number = 0;
    while (covered.has(number)) ++number;
    return number;
}

}  // namespace detail

// Binary code of length n and minimum distance d; words are integers in [0, 2^n). weight >= 0: of constant weight. Value: its size
// (maximised). Words enter one by one, so the work is bounded by the square of the largest code, not of the answer.
inline Verdict binary_code(std::int64_t n, std::int64_t d, std::int64_t weight, std::span<const std::int64_t> words) {
    require(n >= 1 && n <= kMostBits, "n: expected 1 to 62");
    require(d >= 1 && d <= n, "d: expected 1 to n");
    require(weight <= n, "weight: expected at most n");
    if (!(words.size() >= 1 && words.size() <= kMostWords)) return refuse(size, {static_cast<std::int64_t>(words.size())});
    for (std::size_t j = 0; j < words.size(); ++j) {
        const std::int64_t word = words[j];
        if (!(word >= 0 && word < std::int64_t{1} << n)) return refuse(out_of_range, {word});
        const int ones = std::popcount(static_cast<std::uint64_t>(word));
        if (weight >= 0 && ones != weight) return refuse(wrong_weight, {word, ones});
        if (!detail::near(words.data(), j, word, static_cast<int>(d))) continue;
        for (std::size_t i = 0; i < j; ++i) {
            const int distance = std::popcount(static_cast<std::uint64_t>(words[i] ^ word));
            if (distance == 0) return refuse(repeated_word, {word});
            if (distance < d) return refuse(too_close, {words[i], word, distance});
        }
    }
    return accept(i128{static_cast<std::int64_t>(words.size())}, Round::down);
}

// Covering design: blocks of k of the points 0 .. v - 1, such that every t-set lies in one. Value: blocks + t-sets that no block covers,
// since each could be covered by one more block (minimised).
inline Verdict covering_design(std::int64_t v, std::int64_t k, std::int64_t t, const View<std::int64_t, 2>& blocks) {
    require(v >= 1 && v <= kMostBits && t >= 1 && t <= k && k <= v, "v, k, t: expected 1 <= t <= k <= v <= 62");
    const std::uint64_t sets = detail::kBinomial.table[v][t];
    require(sets <= kMostTargets && detail::kBinomial.table[k][t] <= kMostTargets, "v, t: expected at most 2^24 sets");
    if (blocks.shape[0] > kMostWords) return refuse(size, {static_cast<std::int64_t>(blocks.shape[0])});
    if (blocks.shape[1] != static_cast<std::size_t>(k)) return refuse(wrong_block, {k, static_cast<std::int64_t>(blocks.shape[1])});
    Bits covered(sets);
    std::vector<std::int64_t> points;
    for (std::size_t b = 0; b < blocks.shape[0]; ++b) {
        points.assign(blocks[b].begin(), blocks[b].end());
        for (const std::int64_t p : points)
            if (!(p >= 0 && p < v)) return refuse(point, {p, static_cast<std::int64_t>(b)});
        std::sort(points.begin(), points.end());
        const auto same = std::adjacent_find(points.begin(), points.end());
        if (same != points.end()) return refuse(repeated_point, {static_cast<std::int64_t>(b), *same});
        detail::mark_subsets(points, points.size(), static_cast<std::size_t>(t), 0, covered);
    }
    const auto missing = static_cast<std::int64_t>(sets - covered.count());
    const Verdict verdict = accept(i128{static_cast<std::int64_t>(blocks.shape[0])} + missing, Round::up);
    if (missing == 0) return verdict;
    return noted(verdict, sets_note, {missing, detail::subset(detail::first_missing(covered), v, t)}, missing);
}

// Covering code: words of n letters 0 .. q - 1, such that every word differs from one of them in at most `radius` letters. Value: words +
// uncovered words, since each could be covered by itself (minimised).
inline Verdict covering_code(std::int64_t q, std::int64_t radius, std::int64_t n, const View<std::int64_t, 2>& words) {
    require(q >= 2 && q <= 64 && n >= 1 && n <= 24 && radius >= 0 && radius <= n, "q, radius, n: expected 2 to 64, 0 to n, 1 to 24");
    std::vector<std::uint64_t> powers{1};
    for (std::int64_t k = 0; k < n; ++k) {
        powers.push_back(powers.back() * static_cast<std::uint64_t>(q));
        require(powers.back() <= kMostTargets, "q, n: expected at most 2^24 words");
    }
    if (words.shape[0] > kMostWords) return refuse(size, {static_cast<std::int64_t>(words.shape[0])});
    if (words.shape[1] != static_cast<std::size_t>(n)) return refuse(wrong_length, {n, static_cast<std::int64_t>(words.shape[1])});
    Bits covered(powers.back());
    for (std::size_t w = 0; w < words.shape[0]; ++w) {
        std::uint64_t number = 0;
        for (std::size_t k = 0; k < words.shape[1]; ++k) {
            const std::int64_t digit = words[w][k];
            if (!(digit >= 0 && digit < q)) return refuse(letter, {digit, static_cast<std::int64_t>(w)});
            number += static_cast<std::uint64_t>(digit) * powers[k];
        }
        detail::mark_ball(words[w], powers, q, 0, radius, number, covered);
    }
    const auto missing = static_cast<std::int64_t>(powers.back() - covered.count());
    const Verdict verdict = accept(i128{static_cast<std::int64_t>(words.shape[0])} + missing, Round::up);
    if (missing == 0) return verdict;
    return noted(verdict, words_note, {missing, static_cast<std::int64_t>(detail::first_missing(covered))}, missing);
}

}  // namespace eft::codes
