// Tours and routes with integer lengths.
//
// Euclidean distances are rounded to the nearest integer, floor(sqrt(dx^2 + dy^2) + 1/2), exactly. Sums of 64-bit lengths over at most 2^20
// legs stay below 2^84, so that nothing wraps.
#pragma once

#include <cmath>
#include <cstdint>

#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::routing {

inline constexpr std::int64_t kMostCoordinate = std::int64_t{1} << 29;  // 4 (dx^2 + dy^2) <= 2^63

enum Fault { none, outside, twice, outside_route, visited_twice, overload, missed };
inline constexpr const char* kReasons[] = {
    "",
    "tour[{}] is {}, expected 0..{}",
    "tour: {} appears twice",
    "route[{}] is {}, expected 0..{}",
    "route: customer {} is visited twice",
    "route: the vehicle of route[{}] carries {}, capacity {}",
    "route: customer {} is not visited",
};

// floor(sqrt(s) + 1/2) for s <= 2^61: with t = floor(sqrt(4 s)) it is floor((t + 1) / 2). The float root is at most one off.
inline std::int64_t rounded_root(std::uint64_t s) {
    const std::uint64_t four = 4 * s;
    auto t = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(four)));
    t -= t * t > four;
    t += (t + 1) * (t + 1) <= four;
    return static_cast<std::int64_t>((t + 1) / 2);
}

using Points = View<std::int64_t, 2>;

inline std::int64_t distance(const Points& xy, std::int64_t i, std::int64_t j) {
    const std::int64_t dx = xy[static_cast<std::size_t>(i)][0] - xy[static_cast<std::size_t>(j)][0];
    const std::int64_t dy = xy[static_cast<std::size_t>(i)][1] - xy[static_cast<std::size_t>(j)][1];
    return rounded_root(static_cast<std::uint64_t>(dx * dx + dy * dy));
}

inline void require_points(const Points& xy) {
    require(xy.shape[0] >= 1 && xy.shape[0] <= kMostItems && xy.shape[1] == 2, "xy: expected shape (n, 2) with 1 <= n <= 2^20");
    bool good = true;
    for (const std::int64_t c : xy.span()) good &= c >= -kMostCoordinate && c <= kMostCoordinate;
    require(good, "xy: expected coordinates of at most 2^29 in magnitude");
}

template <class Leg>
Verdict closed_tour(Indices tour, std::size_t n, Leg leg) {
    if (const Verdict bad = check_permutation(tour, static_cast<std::int64_t>(n), outside, twice); bad.fault) return bad;
    i128 length = 0;
    for (std::size_t k = 0; k < n; ++k) length += leg(tour[k], tour[k + 1 < n ? k + 1 : 0]);
    return accept(length, Round::up);
}

// Every city once. Value: the sum of d[a, b] along the closed tour (minimised); d of any sign, not necessarily symmetric.
inline Verdict tsp(Indices tour, const View<std::int64_t, 2>& d) {
    require(d.shape[0] >= 1 && d.shape[0] <= kMostItems && d.shape[0] == d.shape[1], "d: expected shape (n, n) with 1 <= n <= 2^20");
    return closed_tour(tour, d.shape[0], [&](std::int64_t a, std::int64_t b) {
        return d.data[static_cast<std::size_t>(a) * d.shape[1] + static_cast<std::size_t>(b)];
    });
}

// Every city once. Value: the sum of rounded Euclidean distances along the closed tour (minimised).
inline Verdict tsp_euclidean(Indices tour, const Points& xy) {
    require_points(xy);
    return closed_tour(tour, xy.shape[0], [&](std::int64_t a, std::int64_t b) { return distance(xy, a, b); });
}

// Customers 1 .. n-1, each once; 0, the depot, ends one route and begins the next (and stands at both ends whether written or not), so that
// empty routes are free. No route carries more than the capacity. Value: the rounded Euclidean length of all routes (minimised).
inline Verdict cvrp(Indices route, const Points& xy, Indices demand, std::int64_t capacity) {
    require_points(xy);
    const auto n = static_cast<std::int64_t>(xy.shape[0]);
    require(demand.size() == xy.shape[0], "demand: expected one for each point");
    require(demand[0] == 0 && all_in_range(demand, (std::int64_t{1} << 40) + 1), "demand: expected 0 at the depot and 0..2^40 elsewhere");
    require(capacity >= 0, "capacity: expected 0 or more");
    Marks seen(n);
    i128 length = 0;
    std::int64_t at = 0, load = 0;
    for (std::size_t k = 0; k < route.size(); ++k) {
        const std::int64_t next = route[k];
        if (!in_range(next, n)) return refuse(outside_route, {static_cast<std::int64_t>(k), next, n - 1});
        if (next != 0 && !seen.add(next)) return refuse(visited_twice, {next});
        load = next == 0 ? 0 : load + demand[static_cast<std::size_t>(next)];
        if (load > capacity) return refuse(overload, {static_cast<std::int64_t>(k), load, capacity});
        length += distance(xy, at, next);
        at = next;
    }
    for (std::int64_t c = 1; c < n; ++c)
        if (!seen[c]) return refuse(missed, {c});
    return accept(length + distance(xy, at, 0), Round::up);
}

}  // namespace eft::routing
