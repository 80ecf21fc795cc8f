// Graphs as answers: many edges without triangles and 4-cycles.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::girth {

inline constexpr std::int64_t kMostVertices = 4096;  // the adjacency matrix is n^2 bits

enum Fault { none, outside, loop, twice, triangle, square };
inline constexpr const char* kReasons[] = {
    "",
    "edges[{}] holds {}, expected 0..{}",
    "edges[{}]: loop at vertex {}",
    "edges[{}]: edge {}-{} appears twice",
    "edges: triangle {}-{}-{}",
    "edges: 4-cycle {}-{}-{}-{}",
};

struct Adjacency {
    std::size_t words;
    std::vector<std::uint64_t> bits;
    explicit Adjacency(std::int64_t n) : words((static_cast<std::size_t>(n) + 63) / 64), bits(static_cast<std::size_t>(n) * words) {}
    std::uint64_t* operator[](std::int64_t u) { return bits.data() + static_cast<std::size_t>(u) * words; }
    bool add(std::int64_t u, std::int64_t v) {
        std::uint64_t& word = (*this)[u][v >> 6];
        const std::uint64_t bit = std::uint64_t{1} << (v & 63);
        const bool fresh = !(word & bit);
        word |= bit;
        return fresh;
    }
};

// Paths u-w-x from one vertex: if x is a neighbour of u there is a triangle, if x was reached before through another w a 4-cycle.
// A second visit ends it, so that a vertex u costs at most its degree times n / 64 words.
inline Verdict short_cycle_at(Adjacency& near, std::int64_t u, std::vector<std::uint64_t>& reached) {
    const auto lowest = [](std::uint64_t word, std::size_t k) { return static_cast<std::int64_t>(64 * k) + std::countr_zero(word); };
    std::fill(reached.begin(), reached.end(), 0);
    for (std::size_t k = 0; k < near.words; ++k)
        for (std::uint64_t rest = near[u][k]; rest; rest &= rest - 1) {
            const std::int64_t w = lowest(rest, k);
            for (std::size_t j = 0; j < near.words; ++j) {
                const std::uint64_t self = static_cast<std::size_t>(u >> 6) == j ? std::uint64_t{1} << (u & 63) : 0;
                const std::uint64_t two_steps = near[w][j] & ~self;
                if (two_steps & near[u][j]) return refuse(triangle, {u, w, lowest(two_steps & near[u][j], j)});
                if (two_steps & reached[j]) {
                    const std::int64_t x = lowest(two_steps & reached[j], j);
                    for (std::int64_t first = 0;; ++first)  // the other neighbour of both, which set the bit
                        if (near[u][first >> 6] >> (first & 63) & near[x][first >> 6] >> (first & 63) & 1)
                            return refuse(square, {u, first, x, w});
                }
                reached[j] |= two_steps;
            }
        }
    return {};
}

// A simple graph on vertices 0 .. n-1 of girth at least 5. Value: its number of edges (maximised).
inline Verdict extremal_girth(const View<std::int64_t, 2>& edges, std::int64_t n) {
    require(n >= 1 && n <= kMostVertices, "n: expected 1 to 4096 vertices");
    require(edges.shape[1] == 2, "edges: expected shape (m, 2)");
    Adjacency near(n);
    for (std::size_t e = 0; e < edges.shape[0]; ++e) {
        const std::int64_t u = edges[e][0], v = edges[e][1], row = static_cast<std::int64_t>(e);
        if (!in_range(u, n)) return refuse(outside, {row, u, n - 1});
        if (!in_range(v, n)) return refuse(outside, {row, v, n - 1});
        if (u == v) return refuse(loop, {row, u});
        if (!near.add(u, v)) return refuse(twice, {row, u, v});
        near.add(v, u);
    }
    std::vector<std::uint64_t> reached(near.words);
    for (std::int64_t u = 0; u < n; ++u)
        if (const Verdict bad = short_cycle_at(near, u, reached); bad.fault) return bad;
    return accept(i128{static_cast<std::int64_t>(edges.shape[0])}, Round::down);
}

}  // namespace eft::girth
