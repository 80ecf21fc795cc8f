// Problems on simple graphs with vertices 0 .. n-1: exact integer or rational values.
//
// The graph is an array of edges, one row (u, v) each, u != v; which end comes first does not matter. Sums of 64-bit weights over at
// most 2^20 vertices' edges stay below 2^127, so that nothing wraps.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::graphs {

using Edges = View<std::int64_t, 2>;

enum Fault {
    none,
    outside,
    twice,
    adjacent,
    apart,
    uncovered,
    undominated,
    outside_colour,
    same_colour,
    wrong_side,
    outside_order,
    twice_order
};
inline constexpr const char* kReasons[] = {
    "",
    "v[{}] is {}, expected 0..{}",
    "v: vertex {} appears twice",
    "v: vertices {} and {} are adjacent",
    "v: vertices {} and {} are not adjacent",
    "v: edge {}-{} is not covered",
    "v: vertex {} is not dominated",
    "c[{}] is {}, expected 0..{}",
    "c: edge {}-{} has colour {} at both ends",
    "side[{}] is {}, expected 0..{}",
    "pos[{}] is {}, expected 0..{}",
    "pos: {} appears twice",
};

inline void require_graph(const Edges& edges, std::int64_t n) {
    require(n >= 1 && n <= kMostItems, "n: expected 1 to 2^20 vertices");
    require(edges.shape[1] == 2, "edges: expected shape (m, 2)");
    std::uint64_t bad = 0, loops = 0;
    for (std::size_t e = 0; e < edges.shape[0]; ++e) {
        const std::int64_t u = edges.data[2 * e], v = edges.data[2 * e + 1];
        bad |= stray(u, n) | stray(v, n);
        loops |= static_cast<std::uint64_t>(u ^ v) - 1;  // the sign bit, of ends that are in range, for u == v
    }
    require(fine(bad) && fine(loops), "edges: expected rows of two different vertices 0..n-1");
}

inline Verdict size_of(Indices v, Round side) { return accept(i128{static_cast<std::int64_t>(v.size())}, side); }

// Distinct vertices, no two adjacent. Value: their number (maximised).
inline Verdict independent_set(Indices v, const Edges& edges, std::int64_t n) {
    require_graph(edges, n);
    Marks inside(n);
    if (const Verdict bad = check_distinct(v, n, inside, outside, twice); bad.fault) return bad;
    for (std::size_t e = 0; e < edges.shape[0]; ++e)
        if (inside[edges[e][0]] && inside[edges[e][1]]) return refuse(adjacent, {edges[e][0], edges[e][1]});
    return size_of(v, Round::down);
}

// Distinct vertices, every two adjacent. Value: their number (maximised).
inline Verdict clique(Indices v, const Edges& edges, std::int64_t n) {
    require_graph(edges, n);
    Marks inside(n);
    if (const Verdict bad = check_distinct(v, n, inside, outside, twice); bad.fault) return bad;
    // m edges join all pairs of at most sqrt(2 m) + 1 vertices: a larger set lacks a pair among its first `k` already.
    std::size_t k = 0;
    while (k < v.size() && k * (k > 0 ? k - 1 : 0) / 2 <= edges.shape[0]) ++k;
    std::vector<std::int64_t> rank(static_cast<std::size_t>(n), -1);
    for (std::size_t i = 0; i < k; ++i) rank[static_cast<std::size_t>(v[i])] = static_cast<std::int64_t>(i);
    std::vector<bool> joined(k * k);
    for (std::size_t e = 0; e < edges.shape[0]; ++e) {
        const std::int64_t i = rank[static_cast<std::size_t>(edges[e][0])], j = rank[static_cast<std::size_t>(edges[e][1])];
        if (i >= 0 && j >= 0) joined[static_cast<std::size_t>(std::max(i, j)) * k + static_cast<std::size_t>(std::min(i, j))] = true;
    }
    for (std::size_t j = 1; j < k; ++j)
        for (std::size_t i = 0; i < j; ++i)
            if (!joined[j * k + i]) return refuse(apart, {v[i], v[j]});
    return size_of(v, Round::down);
}

// Distinct vertices, one end of every edge among them. Value: their number (minimised).
inline Verdict vertex_cover(Indices v, const Edges& edges, std::int64_t n) {
    require_graph(edges, n);
    Marks inside(n);
    if (const Verdict bad = check_distinct(v, n, inside, outside, twice); bad.fault) return bad;
    for (std::size_t e = 0; e < edges.shape[0]; ++e)
        if (!inside[edges[e][0]] && !inside[edges[e][1]]) return refuse(uncovered, {edges[e][0], edges[e][1]});
    return size_of(v, Round::up);
}

// Distinct vertices; every other vertex has one of them as a neighbour. Value: their number (minimised).
inline Verdict dominating_set(Indices v, const Edges& edges, std::int64_t n) {
    require_graph(edges, n);
    Marks inside(n), reached(n);
    if (const Verdict bad = check_distinct(v, n, inside, outside, twice); bad.fault) return bad;
    for (std::size_t e = 0; e < edges.shape[0]; ++e) {
        if (inside[edges[e][0]]) reached.add(edges[e][1]);
        if (inside[edges[e][1]]) reached.add(edges[e][0]);
    }
    for (std::int64_t u = 0; u < n; ++u)
        if (!inside[u] && !reached[u]) return refuse(undominated, {u});
    return size_of(v, Round::up);
}

// Numbers 0 .. n-1 as colours (gaps are free), different at the ends of every edge. Value (minimised): k + 1 - sum |C_i|^2 / n^2 with
// the k colours that occur: one colour fewer always wins, and within one k uneven classes do.
inline Verdict colouring(Indices c, const Edges& edges, std::int64_t n) {
    require_graph(edges, n);
    require(c.size() == static_cast<std::size_t>(n), "c: expected n colours");
    if (const Verdict bad = check_range(c, n, outside_colour); bad.fault) return bad;
    for (std::size_t e = 0; e < edges.shape[0]; ++e) {
        const std::int64_t u = edges[e][0], v = edges[e][1], colour = c[static_cast<std::size_t>(u)];
        if (colour == c[static_cast<std::size_t>(v)]) return refuse(same_colour, {u, v, colour});
    }
    std::vector<std::uint64_t> size(c.size());
    for (const std::int64_t colour : c) ++size[static_cast<std::size_t>(colour)];
    std::uint64_t colours = 0, squares = 0;
    for (const std::uint64_t s : size) colours += s > 0, squares += s * s;
    const auto all = static_cast<std::uint64_t>(n) * static_cast<std::uint64_t>(n);
    return accept(Ratio{Wide(static_cast<u128>(colours + 1) * all - squares), Wide(all)}, Round::up);
}

// side: 0 or 1 for every vertex. Value: the weight of the edges between the sides (maximised; weights of either sign).
inline Verdict max_cut(Indices side, const Edges& edges, Indices w, std::int64_t n) {
    require_graph(edges, n);
    require(side.size() == static_cast<std::size_t>(n), "side: expected n sides");
    require(w.size() == edges.shape[0], "w: expected one weight for each edge");
    if (const Verdict bad = check_range(side, 2, wrong_side); bad.fault) return bad;
    // Two halves of 32 bits, whose sums over fewer than 2^31 edges stay in 64 bits: cheaper than carries.
    require(edges.shape[0] < std::size_t{1} << 31, "edges: expected fewer than 2^31");
    std::int64_t high = 0, low = 0;
    for (std::size_t e = 0; e < edges.shape[0]; ++e) {
        const std::int64_t u = edges.data[2 * e], v = edges.data[2 * e + 1];
        const std::int64_t weight = w[e] & -(side[static_cast<std::size_t>(u)] ^ side[static_cast<std::size_t>(v)]);
        high += weight >> 32;
        low += weight & 0xffffffff;
    }
    const i128 cut = static_cast<i128>(high) * (std::int64_t{1} << 32) + low;
    return accept(cut, Round::down);
}

// Orders of the vertices on a line: pos[u] is the place of vertex u, every place 0 .. n-1 once.
template <class Cost>
Verdict layout(Indices pos, const Edges& edges, std::int64_t n, Cost cost) {
    require_graph(edges, n);
    if (const Verdict bad = check_permutation(pos, n, outside_order, twice_order); bad.fault) return bad;
    const auto length = [&](std::size_t e) {
        return std::abs(pos[static_cast<std::size_t>(edges[e][0])] - pos[static_cast<std::size_t>(edges[e][1])]);
    };
    return accept(i128{cost(length)}, Round::up);
}

// Value: the longest edge (minimised; 0 without edges).
inline Verdict bandwidth(Indices pos, const Edges& edges, std::int64_t n) {
    return layout(pos, edges, n, [&](auto length) {
        std::int64_t longest = 0;
        for (std::size_t e = 0; e < edges.shape[0]; ++e) longest = std::max(longest, length(e));
        return longest;
    });
}

// Value: the sum of all edges' lengths (minimised).
inline Verdict linear_arrangement(Indices pos, const Edges& edges, std::int64_t n) {
    return layout(pos, edges, n, [&](auto length) {
        std::int64_t total = 0;
        for (std::size_t e = 0; e < edges.shape[0]; ++e) total += length(e);
        return total;
    });
}

// Value: the most edges over one gap between neighbouring places (minimised).
inline Verdict cutwidth(Indices pos, const Edges& edges, std::int64_t n) {
    return layout(pos, edges, n, [&](auto) {
        std::vector<std::int64_t> change(static_cast<std::size_t>(n));
        for (std::size_t e = 0; e < edges.shape[0]; ++e) {
            const auto [low, high] = std::minmax(pos[static_cast<std::size_t>(edges[e][0])], pos[static_cast<std::size_t>(edges[e][1])]);
            ++change[static_cast<std::size_t>(low)];
            --change[static_cast<std::size_t>(high)];
        }
        std::int64_t open = 0, most = 0;
        for (const std::int64_t c : change) most = std::max(most, open += c);
        return most;
    });
}

}  // namespace eft::graphs
