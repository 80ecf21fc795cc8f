// Sets and colourings without a forbidden pattern: lines of F_3^n, arithmetic progressions, sums within one colour.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/bits.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::patterns {

inline constexpr std::int64_t kMostDimension = 12;
inline constexpr std::int64_t kMostLength = std::int64_t{1} << 16;
inline constexpr std::int64_t kMostColours = 64;

enum Fault {
    none,
    no_vector,
    wrong_dimension,
    entry,
    repeated_vector,
    line,
    size,
    out_of_range,
    repeated_element,
    progression,
    length,
    colour,
    sum_note,
    progression_note
};
inline constexpr const char* kReasons[] = {
    "",
    "expected at least one vector",
    "expected vectors of {} entries, got {}",
    "v[{}, {}] is {}, expected 0..2",
    "v[{}] repeats an earlier vector",
    "v[{}] + v[{}] + v[{}] = 0 mod 3",
    "expected 1 to {} elements, got {}",
    "element {} is out of range",
    "element {} occurs twice",
    "{} + {} i, i < {}, is a progression in the set",
    "expected 1 to 65536 colours, got {}",
    "colour {} of number {} is out of range",
    "{} + {} = {} in colour {}: what comes before it counts",
    "{} + {} i, i < {}, in colour {}: what comes before its end counts",
};

namespace detail {

// Vectors of F_3^n as two masks each: the coordinates that are 1 and those that are 2.
struct Points {
    unsigned n;
    std::vector<std::uint32_t> ones, twos;
    std::uint32_t index(std::size_t i) const { return ones[i] | twos[i] << n; }
};

// Index of the third point of the line through a and b: -(a + b), coordinate by coordinate.
EFT_INLINE std::uint32_t third(std::uint32_t a1, std::uint32_t a2, std::uint32_t b1, std::uint32_t b2, unsigned n) {
    const std::uint32_t a0 = ~(a1 | a2), b0 = ~(b1 | b2);
    return ((a1 & b1) | (a0 & b2) | (a2 & b0)) | ((a2 & b2) | (a0 & b1) | (a1 & b0)) << n;
}

// Is a third point of the lines through point j and the points before it among the members of `present`?
EFT_INLINE bool meets_body(const std::uint32_t* ones, const std::uint32_t* twos, std::size_t j, unsigned n, const std::uint64_t* present) {
    constexpr std::size_t kBlock = 64;
    std::uint32_t thirds[kBlock];
    std::uint64_t found = 0;
    for (std::size_t base = 0; base < j; base += kBlock) {
        const std::size_t count = std::min(kBlock, j - base);
        for (std::size_t i = 0; i < count; ++i) thirds[i] = third(ones[base + i], twos[base + i], ones[j], twos[j], n);
        for (std::size_t i = 0; i < count; ++i) found |= present[thirds[i] / 64] >> thirds[i] % 64;
    }
    return found & 1;
}
EFT_PATHS(bool, meets, (const std::uint32_t* ones, const std::uint32_t* twos, std::size_t j, unsigned n, const std::uint64_t* present),
          (ones, twos, j, n, present))

struct Progression {
    std::int64_t start = 0, step = 0;  // step 0: there is none
};

// The progression of `terms` members that ends first (of those the one of the least step), if one ends below `end`. For each step 64 starts
// are tried at once.
inline Progression first_progression(const Bits& set, std::int64_t end, std::int64_t terms) {
    Progression best;
    for (std::int64_t step = 1; (terms - 1) * step < end; ++step) {
        for (std::int64_t base = 0; base + (terms - 1) * step < end; base += 64) {
            std::uint64_t starts = set.word(static_cast<std::size_t>(base / 64));
            for (std::int64_t t = 1; t < terms && starts != 0; ++t) starts &= set.window(static_cast<std::size_t>(base + t * step));
            if (starts == 0) continue;
            const std::int64_t start = base + std::countr_zero(starts);
            if (start + (terms - 1) * step < end) {
                best = {start, step};
                end = start + (terms - 1) * step;
            }
            break;
        }
    }
    return best;
}

}  // namespace detail

// Cap set: distinct vectors of F_3^n, no three of which sum to zero (lie on a line). Value: their number (maximised). Vectors enter one by
// one, so the work is bounded by the square of the largest cap, not of the answer.
inline Verdict cap_set(std::int64_t n, const View<std::int64_t, 2>& vectors) {
    require(n >= 1 && n <= kMostDimension, "n: expected 1 to 12");
    const std::size_t m = vectors.shape[0];
    if (m == 0) return refuse(no_vector);
    if (vectors.shape[1] != static_cast<std::size_t>(n)) return refuse(wrong_dimension, {n, static_cast<std::int64_t>(vectors.shape[1])});
    detail::Points points{static_cast<unsigned>(n), std::vector<std::uint32_t>(m), std::vector<std::uint32_t>(m)};
    Bits present(std::size_t{1} << 2 * n);
    for (std::size_t j = 0; j < m; ++j) {
        for (unsigned k = 0; k < points.n; ++k) {
            const std::int64_t digit = vectors[j][k];
            if (!(digit >= 0 && digit <= 2)) return refuse(entry, {static_cast<std::int64_t>(j), k, digit});
            points.ones[j] |= static_cast<std::uint32_t>(digit == 1) << k;
            points.twos[j] |= static_cast<std::uint32_t>(digit == 2) << k;
        }
        if (present.has(points.index(j))) return refuse(repeated_vector, {static_cast<std::int64_t>(j)});
        if (detail::meets(points.ones.data(), points.twos.data(), j, points.n, present.data()))
            for (std::size_t i = 0; i < j; ++i)
                for (std::size_t k = i + 1; k < j; ++k)
                    if (detail::third(points.ones[i], points.twos[i], points.ones[j], points.twos[j], points.n) == points.index(k))
                        return refuse(line, {static_cast<std::int64_t>(i), static_cast<std::int64_t>(k), static_cast<std::int64_t>(j)});
        present.add(points.index(j));
    }
    return accept(i128{static_cast<std::int64_t>(m)}, Round::down);
}

// Subset of {1 .. largest} without an arithmetic progression of `terms` elements. Value: its size (maximised).
inline Verdict progression_free(std::int64_t largest, std::int64_t terms, std::span<const std::int64_t> elements) {
    require(largest >= 1 && largest <= kMostLength, "largest: expected 1 to 65536");
    require(terms >= 3 && terms <= kMostLength, "terms: expected 3 to 65536");
    const auto m = static_cast<std::int64_t>(elements.size());
    if (!(m >= 1 && m <= largest)) return refuse(size, {largest, m});
    Bits set(static_cast<std::size_t>(largest + 1));
    for (const std::int64_t x : elements)
        if (!(x >= 1 && x <= largest)) return refuse(out_of_range, {x});
    for (const std::int64_t x : elements)
        if (!set.insert(static_cast<std::size_t>(x))) return refuse(repeated_element, {x});
    const detail::Progression found = detail::first_progression(set, largest + 1, terms);
    if (found.step != 0) return refuse(progression, {found.start, found.step, terms});
    return accept(i128{m}, Round::down);
}

namespace detail {

inline Verdict read_colours(std::int64_t k, std::span<const std::int64_t> colours) {
    require(k >= 1 && k <= kMostColours, "colours: expected 1 to 64");
    const auto n = static_cast<std::int64_t>(colours.size());
    if (!(n >= 1 && n <= kMostLength)) return refuse(length, {n});
    for (std::size_t i = 0; i < colours.size(); ++i)
        if (!(colours[i] >= 0 && colours[i] < k)) return refuse(colour, {colours[i], static_cast<std::int64_t>(i) + 1});
    return {};
}

inline Verdict longest_prefix(std::int64_t n, std::int64_t kept, int note, std::array<std::int64_t, 4> at) {
    const Verdict verdict = accept(i128{kept}, Round::down);
    return kept == n ? verdict : noted(verdict, note, at, n - kept);
}

}  // namespace detail

// Schur colouring: colours[i] is that of i + 1; no a + b = c within one colour (weak: with a and b distinct). Value: the length of the
// longest prefix that is one (maximised). Each c looks for a among 64 numbers at once, in its colour class and in the mirror image of the
// class.
inline Verdict schur_colouring(std::int64_t k, bool weak, std::span<const std::int64_t> colours) {
    if (const Verdict fault = detail::read_colours(k, colours); fault.fault) return fault;
    const auto n = static_cast<std::int64_t>(colours.size());
    const std::vector<Bits> empty(static_cast<std::size_t>(k), Bits(static_cast<std::size_t>(n + 1)));
    std::vector<Bits> classes = empty, mirrored = empty;  // a is a member of the class; n - a of its mirror image
    for (std::int64_t c = 1; c <= n; ++c) {
        const std::int64_t own = colours[static_cast<std::size_t>(c - 1)];
        Bits &members = classes[static_cast<std::size_t>(own)], &mirror = mirrored[static_cast<std::size_t>(own)];
        for (std::int64_t base = 0; 2 * base <= c; base += 64) {  // the smaller summand is enough
            std::uint64_t found = members.word(static_cast<std::size_t>(base / 64)) & mirror.window(static_cast<std::size_t>(n - c + base));
            if (weak && c % 2 == 0 && c / 2 >= base && c / 2 < base + 64) found &= ~(std::uint64_t{1} << (c / 2 - base));
            if (found == 0) continue;
            const std::int64_t a = base + std::countr_zero(found);
            return detail::longest_prefix(n, c - 1, sum_note, {a, c - a, c, own});
        }
        members.add(static_cast<std::size_t>(c));
        mirror.add(static_cast<std::size_t>(n - c));
    }
    return detail::longest_prefix(n, n, none, {});
}

// Van der Waerden colouring: colours[i] is that of i + 1; no progression of `terms` numbers within one colour. Value: the length of the
// longest prefix that is one (maximised).
inline Verdict van_der_waerden_colouring(std::int64_t k, std::int64_t terms, std::span<const std::int64_t> colours) {
    require(terms >= 3 && terms <= kMostLength, "terms: expected 3 to 65536");
    if (const Verdict fault = detail::read_colours(k, colours); fault.fault) return fault;
    const auto n = static_cast<std::int64_t>(colours.size());
    std::vector<Bits> classes(static_cast<std::size_t>(k), Bits(static_cast<std::size_t>(n + 1)));
    for (std::size_t i = 0; i < colours.size(); ++i) classes[static_cast<std::size_t>(colours[i])].add(i + 1);
    std::int64_t end = n + 1, worst = 0;
    detail::Progression first;
    for (std::int64_t c = 0; c < k; ++c) {
        const detail::Progression found = detail::first_progression(classes[static_cast<std::size_t>(c)], end, terms);
        if (found.step == 0) continue;
        first = found;
        worst = c;
        end = found.start + (terms - 1) * found.step;
    }
    return detail::longest_prefix(n, end - 1, progression_note, {first.start, first.step, terms, worst});
}

}  // namespace eft::patterns
