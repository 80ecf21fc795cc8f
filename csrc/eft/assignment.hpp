// Assignments, packings of bins and sacks, covers and partitions: integer costs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::assignment {

inline constexpr std::int64_t kMostEntry = std::int64_t{1} << 25;  // of a QAP: products below 2^50, a row of 2^12 of them below 2^62
inline constexpr std::size_t kMostPlaces = 1 << 12;
inline constexpr std::int64_t kMostAmount = std::int64_t{1} << 40;  // sizes, weights, costs: sums of 2^20 of them stay below 2^60

enum Fault { none, outside_p, twice_p, outside_bin, overfull, outside_x, over_capacity, outside_s, bought, outside_g };
inline constexpr const char* kReasons[] = {
    "",
    "p[{}] is {}, expected 0..{}",
    "p: {} appears twice",
    "bin[{}] is {}, expected 0..{}",
    "bin {} holds {}, capacity {}",
    "x[{}] is {}, expected 0..{}",
    "x: constraint {} weighs {}, capacity {}",
    "s[{}] is {}, expected 0..{}",
    "{} sets bought for {} for elements that were left out",
    "g[{}] is {}, expected 0..{}",
};

inline void require_amounts(Indices amounts, const char* message) { require(all_in_range(amounts, kMostAmount + 1), message); }

constexpr std::uint64_t stray_around(std::int64_t entry) {
    return stray(static_cast<std::int64_t>(static_cast<std::uint64_t>(entry) + static_cast<std::uint64_t>(kMostEntry)), 2 * kMostEntry + 1);
}

// Facility i goes to place p[i]. Value: sum over i, j of f[i, j] d[p[i], p[j]] (minimised); entries of any sign.
inline Verdict qap(Indices p, const View<std::int64_t, 2>& f, const View<std::int64_t, 2>& d) {
    const std::size_t n = f.shape[0];
    require(n >= 1 && n <= kMostPlaces && f.shape[1] == n && d.shape == f.shape, "f, d: expected shape (n, n) with 1 <= n <= 4096");
    std::uint64_t gathered = 0;  // of |entry| <= 2^25, shifted to 0 .. 2^26; sums modulo 2^64 keep what is out of range there
    for (std::size_t k = 0; k < n * n; ++k) gathered |= stray_around(f.data[k]) | stray_around(d.data[k]);
    require(fine(gathered), "f, d: expected entries of at most 2^25 in magnitude");
    if (const Verdict bad = check_permutation(p, static_cast<std::int64_t>(n), outside_p, twice_p); bad.fault) return bad;
    i128 cost = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t *flow = f.data + i * n, *from = d.data + static_cast<std::size_t>(p[i]) * n;
        std::int64_t row = 0;
        for (std::size_t j = 0; j < n; ++j) row += flow[j] * from[p[j]];
        cost += row;
    }
    return accept(cost, Round::up);
}

// Item i goes to bin[i], one of 0 .. n-1 (gaps are free); no bin holds more than the capacity. Value: bins that are used (minimised).
inline Verdict bin_packing(Indices bin, Indices size, std::int64_t capacity) {
    const std::size_t n = size.size();
    require(n >= 1 && n <= static_cast<std::size_t>(kMostItems), "size: expected 1 to 2^20 items");
    require(bin.size() == n, "bin: expected one for each item");
    require(capacity >= 0, "capacity: expected 0 or more");
    require_amounts(size, "size: expected 0..2^40");
    if (const Verdict bad = check_range(bin, static_cast<std::int64_t>(n), outside_bin); bad.fault) return bad;
    std::vector<std::int64_t> load(n, -1);
    for (std::size_t i = 0; i < n; ++i) {
        std::int64_t& held = load[static_cast<std::size_t>(bin[i])];
        held = std::max<std::int64_t>(held, 0) + size[i];
    }
    std::int64_t used = 0;
    for (std::size_t b = 0; b < n; ++b) {
        if (load[b] > capacity) return refuse(overfull, {static_cast<std::int64_t>(b), load[b], capacity});
        used += load[b] >= 0;
    }
    return accept(i128{used}, Round::up);
}

// x[i] = 1 takes item i; sum w[k, i] x[i] <= capacity[k] for every constraint k. Value: sum of the profits taken (maximised).
inline Verdict multi_knapsack(Indices x, Indices profit, const View<std::int64_t, 2>& w, Indices capacity) {
    const std::size_t n = profit.size();
    require(n >= 1 && n <= static_cast<std::size_t>(kMostItems), "profit: expected 1 to 2^20 items");
    require(x.size() == n && w.shape[1] == n && w.shape[0] == capacity.size(), "expected x (n,), w (m, n), capacity (m,)");
    require_amounts(profit, "profit: expected 0..2^40");
    require_amounts(w.span(), "w: expected 0..2^40");
    if (const Verdict bad = check_range(x, 2, outside_x); bad.fault) return bad;
    for (std::size_t k = 0; k < capacity.size(); ++k) {
        std::int64_t weight = 0;
        for (std::size_t i = 0; i < n; ++i) weight += w.data[k * n + i] & -x[i];
        if (weight > capacity[k]) return refuse(over_capacity, {static_cast<std::int64_t>(k), weight, capacity[k]});
    }
    std::int64_t total = 0;
    for (std::size_t i = 0; i < n; ++i) total += profit[i] & -x[i];
    return accept(i128{total}, Round::down);
}

// Sets k = idx[ptr[k]] .. idx[ptr[k+1] - 1] of elements 0 .. n-1 with their costs.
struct Sets {
    Indices ptr, idx, cost;
    std::int64_t n;

    std::size_t count() const { return cost.size(); }
    Indices operator[](std::size_t k) const {
        return idx.subspan(static_cast<std::size_t>(ptr[k]), static_cast<std::size_t>(ptr[k + 1] - ptr[k]));
    }
    void require_sets() const {
        require(n >= 1 && n <= kMostItems && count() >= 1 && count() <= static_cast<std::size_t>(kMostItems),
                "expected 1 to 2^20 elements and sets");
        require(ptr.size() == count() + 1 && ptr.front() == 0 && ptr.back() == static_cast<std::int64_t>(idx.size()),
                "ptr: expected 0 .. the length of idx, one entry more than cost");
        require(std::is_sorted(ptr.begin(), ptr.end()), "ptr: expected no decrease");
        require(all_in_range(idx, n), "idx: expected elements 0..n-1");
        require_amounts(cost, "cost: expected 0..2^40");
    }
};

// The sets that complete s to a cover: elements in rising order, each still uncovered one by the cheapest set that holds it (the first of
// equal ones).
inline std::vector<std::int64_t> missing_sets(Indices s, const Sets& sets) {
    Marks covered(sets.n);
    const auto take = [&](std::int64_t k) {
        for (const std::int64_t e : sets[static_cast<std::size_t>(k)]) covered.add(e);
    };
    for (const std::int64_t k : s) take(k);
    std::vector<std::int64_t> cheapest(static_cast<std::size_t>(sets.n), -1), out;
    for (std::size_t k = 0; k < sets.count(); ++k)
        for (const std::int64_t e : sets[k]) {
            std::int64_t& best = cheapest[static_cast<std::size_t>(e)];
            if (best < 0 || sets.cost[k] < sets.cost[static_cast<std::size_t>(best)]) best = static_cast<std::int64_t>(k);
        }
    for (std::int64_t e = 0; e < sets.n; ++e) {
        const std::int64_t best = cheapest[static_cast<std::size_t>(e)];
        require(best >= 0, "idx: expected every element in some set");
        if (covered[e]) continue;
        out.push_back(best);
        take(best);
    }
    return out;
}

// Numbers of sets, each charged as often as it is listed; what they leave uncovered is bought (`missing_sets`). Value: the whole cost
// (minimised).
inline Verdict set_cover(Indices s, const Sets& sets) {
    sets.require_sets();
    if (const Verdict bad = check_range(s, static_cast<std::int64_t>(sets.count()), outside_s); bad.fault) return bad;
    i128 chosen = 0;
    for (const std::int64_t k : s) chosen += sets.cost[static_cast<std::size_t>(k)];
    const std::vector<std::int64_t> more = missing_sets(s, sets);
    std::int64_t extra = 0;
    for (const std::int64_t k : more) extra += sets.cost[static_cast<std::size_t>(k)];
    const Verdict out = accept(chosen + extra, Round::up);
    return more.empty() ? out : noted(out, bought, {static_cast<std::int64_t>(more.size()), extra}, static_cast<std::int64_t>(more.size()));
}

// Number i goes to group g[i] of 0 .. k-1. Value: largest - smallest sum of a group (minimised); numbers of any sign.
inline Verdict number_partition(Indices g, Indices a, std::int64_t k) {
    require(k >= 1 && k <= kMostItems && !a.empty() && a.size() <= static_cast<std::size_t>(kMostItems),
            "expected 1 to 2^20 groups and numbers");
    require(g.size() == a.size(), "g: expected one group for each number");
    if (const Verdict bad = check_range(g, k, outside_g); bad.fault) return bad;
    std::vector<i128> sum(static_cast<std::size_t>(k));
    for (std::size_t i = 0; i < a.size(); ++i) sum[static_cast<std::size_t>(g[i])] += a[i];
    const auto [low, high] = std::minmax_element(sum.begin(), sum.end());
    return accept(*high - *low, Round::up);
}

}  // namespace eft::assignment
