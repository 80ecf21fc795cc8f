// Sorting networks by the 0-1 principle (Knuth, TAOCP 3, 5.3.4), 64 of the 2^n inputs in one word; addition chains with 256-bit elements.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "eft/dispatch.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::networks {

inline constexpr std::int64_t kMostWires = 24;
inline constexpr std::size_t kMostSteps = 4096;
inline constexpr unsigned kMostElementBits = 255;

enum Fault { none, wrong_columns, too_many, wire, order, unsorted, chain_length, operand, too_large, missing_target, appended_note };
inline constexpr const char* kReasons[] = {
    "",
    "expected rows of 2 numbers, got {}",
    "{} comparators, at most {} allowed",
    "c[{}] is ({}, {}), expected wires 0..{}",
    "c[{}] is ({}, {}), expected i < j",
    "the input with bits {} (wire 0 is the lowest) is not sorted",
    "expected at most 4096 steps, got {}",
    "step {} adds elements {} and {}, expected 0..{}",
    "step {} gives 2^255 or more",
    "target {} (counted from 0) is not in the chain",
    "the answer alone does not sort: bits {} (wire 0 is the lowest) stay out of order; {} comparators appended",
};

namespace detail {

inline constexpr std::size_t kChunk = 64;  // words of inputs that pass the network together: 512 bytes a wire stay in the first cache
using Wires = std::array<std::array<std::uint64_t, kChunk>, kMostWires>;

struct Comparator {
    std::uint8_t low, high;
};

EFT_INLINE void compare_all_body(Wires& wires, const Comparator* comparators, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) {
        std::uint64_t* __restrict a = wires[comparators[k].low].data();
        std::uint64_t* __restrict b = wires[comparators[k].high].data();
        for (std::size_t w = 0; w < kChunk; ++w) {
            const std::uint64_t both = a[w] & b[w], either = a[w] | b[w];
            a[w] = both;
            b[w] = either;
        }
    }
}
EFT_PATHS(void, compare_all, (Wires & wires, const Comparator* comparators, std::size_t count), (wires, comparators, count))

// Number within the chunk of the first input whose wires are out of order, or 64 kChunk.
EFT_INLINE std::size_t first_unsorted_body(const Wires& wires, std::size_t n) {
    std::array<std::uint64_t, kChunk> wrong{};
    for (std::size_t i = 0; i + 1 < n; ++i)
        for (std::size_t w = 0; w < kChunk; ++w) wrong[w] |= wires[i][w] & ~wires[i + 1][w];
    for (std::size_t w = 0; w < kChunk; ++w)
        if (wrong[w] != 0) return 64 * w + static_cast<std::size_t>(std::countr_zero(wrong[w]));
    return 64 * kChunk;
}
EFT_PATHS(std::size_t, first_unsorted, (const Wires& wires, std::size_t n), (wires, n))

// Wire i of input x is bit i of x; the chunk holds the inputs from `base` (a multiple of 64 kChunk) on. With fewer than 2^n = 64 kChunk
// inputs they stand in it several times.
inline void load(Wires& wires, std::size_t n, std::uint64_t base) {
    constexpr std::uint64_t kPattern[] = {0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0,
                                          0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000, 0xFFFFFFFF00000000};
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t w = 0; w < kChunk; ++w) wires[i][w] = i < 6 ? kPattern[i] : (base / 64 + w) >> (i - 6) & 1 ? ~std::uint64_t{0} : 0;
}

// Adjacent comparators in bubble order, marking in `used` those that change an input; afterwards every input is sorted.
inline void bubble(Wires& wires, std::size_t n, std::vector<bool>& used) {
    std::size_t number = 0;
    for (std::size_t end = n - 1; end > 0; --end)
        for (std::size_t i = 0; i < end; ++i, ++number) {
            std::uint64_t changed = 0;
            for (std::size_t w = 0; w < kChunk; ++w) changed |= wires[i][w] & ~wires[i + 1][w];
            if (changed == 0) continue;
            used[number] = true;
            const Comparator comparator{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i + 1)};
            compare_all(wires, &comparator, 1);
        }
}

inline Verdict read(std::int64_t n, const View<std::int64_t, 2>& comparators, std::vector<Comparator>& out) {
    require(n >= 2 && n <= kMostWires, "n: expected 2 to 24 wires");
    const auto m = static_cast<std::int64_t>(comparators.shape[0]);
    if (comparators.shape[1] != 2) return refuse(wrong_columns, {static_cast<std::int64_t>(comparators.shape[1])});
    if (m > n * n) return refuse(too_many, {m, n * n});
    for (std::int64_t k = 0; k < m; ++k) {
        const std::int64_t i = comparators[static_cast<std::size_t>(k)][0], j = comparators[static_cast<std::size_t>(k)][1];
        if (!(i >= 0 && i < n && j >= 0 && j < n)) return refuse(wire, {k, i, j, n - 1});
        if (!(i < j)) return refuse(order, {k, i, j});
        out.push_back({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j)});
    }
    return {};
}

struct Sorted {
    std::int64_t unsorted = -1;  // the first input that the network leaves out of order; -1: it sorts
    std::int64_t appended = 0;   // comparators that the repair needs (only if asked for)
};

inline Sorted run(std::size_t n, std::span<const Comparator> comparators, bool repair) {
    Sorted out;
    Wires wires;
    std::vector<bool> used(n * (n - 1) / 2);
    for (std::uint64_t base = 0; base < std::uint64_t{1} << n; base += 64 * kChunk) {
        load(wires, n, base);
        compare_all(wires, comparators.data(), comparators.size());
        const std::size_t first = first_unsorted(wires, n);
        if (first == 64 * kChunk) continue;
        if (out.unsorted < 0) out.unsorted = static_cast<std::int64_t>(base + first);
        if (!repair) return out;
        bubble(wires, n, used);
    }
    out.appended = std::count(used.begin(), used.end(), true);
    return out;
}

}  // namespace detail

// Comparators (i, j), i < j, put the smaller value on wire i. Value: their number (minimised), with those that the repair appends where the
// network does not sort: adjacent comparators in bubble order, without those that change no input that can still reach them.
inline Verdict sorting_network(std::int64_t n, const View<std::int64_t, 2>& comparators) {
    std::vector<detail::Comparator> network;
    if (const Verdict fault = detail::read(n, comparators, network); fault.fault) return fault;
    const detail::Sorted got = detail::run(static_cast<std::size_t>(n), network, true);
    const Verdict verdict = accept(i128{static_cast<std::int64_t>(network.size())} + got.appended, Round::up);
    return got.unsorted < 0 ? verdict : noted(verdict, appended_note, {got.unsorted, got.appended}, got.appended);
}

// Value: the layers into which the comparators fall when each works as early as its wires allow (minimised). A network that does not sort
// is refused.
inline Verdict sorting_depth(std::int64_t n, const View<std::int64_t, 2>& comparators) {
    std::vector<detail::Comparator> network;
    if (const Verdict fault = detail::read(n, comparators, network); fault.fault) return fault;
    const detail::Sorted got = detail::run(static_cast<std::size_t>(n), network, false);
    if (got.unsorted >= 0) return refuse(unsorted, {got.unsorted});
    std::array<std::int64_t, kMostWires> layers{};
    for (const auto [low, high] : network) layers[low] = layers[high] = std::max(layers[low], layers[high]) + 1;
    return accept(i128{*std::max_element(layers.begin(), layers.end())}, Round::up);
}

// Addition chain: element 0 is 1, step k appends the sum of two earlier elements. targets: (count, 4) little-endian 64-bit limbs. Value:
// the number of steps of a chain that holds every target (minimised).
inline Verdict addition_chain(const View<std::uint64_t, 2>& targets, const View<std::int64_t, 2>& steps) {
    require(targets.shape[0] >= 1 && targets.shape[1] == 4, "targets: expected (count, 4) limbs, at least one row");
    if (steps.shape[1] != 2) return refuse(wrong_columns, {static_cast<std::int64_t>(steps.shape[1])});
    if (steps.shape[0] > kMostSteps) return refuse(chain_length, {static_cast<std::int64_t>(steps.shape[0])});
    std::vector<Wide> chain{Wide(1)};
    for (std::size_t k = 0; k < steps.shape[0]; ++k) {
        const std::int64_t a = steps[k][0], b = steps[k][1], last = static_cast<std::int64_t>(k);
        if (!(a >= 0 && a <= last && b >= 0 && b <= last)) return refuse(operand, {last, a, b, last});
        Wide sum = chain[static_cast<std::size_t>(a)];
        sum += chain[static_cast<std::size_t>(b)];
        if (sum.bit_length() > kMostElementBits) return refuse(too_large, {last});
        chain.push_back(sum);
    }
    for (std::size_t t = 0; t < targets.shape[0]; ++t) {
        Wide target;
        std::copy(targets[t].begin(), targets[t].end(), target.limb.begin());
        if (std::find(chain.begin(), chain.end(), target) == chain.end()) return refuse(missing_target, {static_cast<std::int64_t>(t)});
    }
    return accept(i128{static_cast<std::int64_t>(steps.shape[0])}, Round::up);
}

}  // namespace eft::networks
