// A production plan played turn by turn in 128-bit integers.
//
// Lines j of machines on levels i. A turn may strengthen one kind (i, j) by one for cost[i, j] times its new power; then every line makes
// output[j] · units[0, j] · power[0, j] goods, and level i adds units[i, j] · power[i, j] units to level i - 1 (from the bottom up).
// Limits: T <= 2^10 turns, L <= 4 levels, N <= 64 lines, output <= 2^20. A power is at most T, so a level has at most
// 1 + T^2 (units above) units: from the top 1, then below 2^20.1, 2^40.1 and 2^60.1; goods stay below N · 2^20 · T^2 · 2^60.1 < 2^107.
#pragma once

#include <cstdint>
#include <vector>

#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::production {

inline constexpr std::size_t kMostTurns = 1 << 10, kMostLevels = 4, kMostLines = 64;
inline constexpr std::int64_t kMostOutput = std::int64_t{1} << 20, kMostCost = std::int64_t{1} << 50;

enum Fault { none, unknown, overspent };
inline constexpr const char* kReasons[] = {
    "",
    "act[{}] is ({}, {}), expected a level and a line of the plant, or (-1, -1) to wait",
    "act[{}] costs {}, only {} goods are there",
};

// Value: the goods after the last turn (maximised).
inline Verdict production_plan(const View<std::int64_t, 2>& act, Indices output, const View<std::int64_t, 2>& cost, std::int64_t start) {
    const std::size_t levels = cost.shape[0], lines = cost.shape[1];
    require(act.shape[0] <= kMostTurns && act.shape[1] == 2, "act: expected shape (turns, 2), at most 1024 turns");
    require(levels >= 1 && levels <= kMostLevels && lines >= 1 && lines <= kMostLines, "cost: expected 1..4 levels and 1..64 lines");
    require(output.size() == lines, "output: expected one for each line");
    require(all_in_range(output, kMostOutput + 1) && all_in_range(cost.span(), kMostCost + 1) && in_range(start, kMostCost + 1),
            "output, cost, start: expected 0 .. 2^20, 2^50 and 2^50");
    std::vector<std::int64_t> power(levels * lines), units(levels * lines, 1);
    i128 own = start;
    for (std::size_t turn = 0; turn < act.shape[0]; ++turn) {
        const std::int64_t i = act[turn][0], j = act[turn][1], row = static_cast<std::int64_t>(turn);
        if (!(i == -1 && j == -1)) {
            if (!(in_range(i, static_cast<std::int64_t>(levels)) && in_range(j, static_cast<std::int64_t>(lines))))
                return refuse(unknown, {row, i, j});
            const std::size_t kind = static_cast<std::size_t>(i) * lines + static_cast<std::size_t>(j);
            const std::int64_t price = cost.data[kind] * (power[kind] + 1);
            if (price > own) return refuse(overspent, {row, price, static_cast<std::int64_t>(own)});
            own -= price;
            ++power[kind];
        }
        for (std::size_t line = 0; line < lines; ++line) {
            own += static_cast<i128>(output[line] * power[line]) * units[line];
            for (std::size_t at = line + lines; at < units.size(); at += lines) units[at - lines] += units[at] * power[at];
        }
    }
    return accept(own, Round::down);
}

}  // namespace eft::production
