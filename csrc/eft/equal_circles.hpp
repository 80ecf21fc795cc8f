// The largest common radius of n equal disjoint disks in the unit square about given centres, exact up to one square root.
//
// Centres become integers over 2^46 (round half to even). With w the smallest distance of one from a wall and d the smallest distance of
// two, disks of radius r fit exactly if r <= w and r <= d / 2, so the largest r is sqrt(q) / 2 in units of 2^-46 with q = min(4 w^2, d^2),
// an integer. Stated is floor(sqrt(q 4^k)) / 2^(k + 47) with the k that gives it 62 bits or more: at most r, and less by a relative 2^-61.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "eft/disks.hpp"
#include "eft/verdict.hpp"

namespace eft::equal_circles {

inline constexpr std::size_t kMostCentres = 1 << 16;

enum Fault { none, too_few, not_finite, outside, wall, pair };
inline constexpr const char* kReasons[] = {
    "",
    "expected 1 to 65536 centres",
    "circle {}: not finite",
    "circle {}: centre outside the container",
    "circle {}: the nearest wall decides",
    "circles {} and {} decide",
};

inline Verdict in_square(std::span<const double> x, std::span<const double> y) {
    const std::size_t n = x.size();
    require(y.size() == n, "y: expected as many entries as x");
    if (!(n >= 1 && n <= kMostCentres)) return refuse(too_few);
    std::vector<double> X(n), Y(n);
    double room = std::numeric_limits<double>::infinity();
    std::int64_t nearest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const auto at = static_cast<std::int64_t>(i);
        if (!(std::isfinite(x[i]) && std::isfinite(y[i]))) return refuse(not_finite, {at});
        X[i] = disks::to_grid(x[i]), Y[i] = disks::to_grid(y[i]);
        const double here = std::min(std::min(X[i], disks::kGrid - X[i]), std::min(Y[i], disks::kGrid - Y[i]));
        if (!(here >= 0)) return refuse(outside, {at});
        if (here < room) room = here, nearest = at;
    }
    double approximate = 4 * room * room;  // least squared distance, within a relative 2^-51
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 1; j < n; ++j) {
            const double dx = X[i] - X[j], dy = Y[i] - Y[j];
            approximate = std::min(approximate, dx * dx + dy * dy);
        }
    const auto whole = static_cast<u128>(2 * room);
    u128 q = whole * whole;
    std::array<std::int64_t, 4> decides{nearest};
    int note = wall;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 1; j < n; ++j) {
            const double dx = X[i] - X[j], dy = Y[i] - Y[j];
            if (dx * dx + dy * dy > approximate * (1 + 0x1p-49)) continue;
            const auto a = static_cast<std::int64_t>(dx), b = static_cast<std::int64_t>(dy);
            const u128 squared = static_cast<u128>(static_cast<i128>(a) * a + static_cast<i128>(b) * b);
            if (squared >= q) continue;
            q = squared;
            note = pair;
            decides = {static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)};
        }
    unsigned k = 0;
    while (q != 0 && (q << 2 * k) >> 122 == 0) ++k;  // q < 2^94, so q 4^k stays below 2^124
    const Ratio radius{Wide(disks::floor_sqrt(q << 2 * k)), Wide(1).shifted(47 + k)};
    return noted(accept(radius, Round::down), note, decides);
}

}  // namespace eft::equal_circles
