// Polyominoes on a board, decided on a bitset of its cells.
//
// Piece k has the cells cells[start[k]] .. cells[start[k + 1] - 1], pairs (x, y). Orientation 0 .. 7: from 4 on the piece is first mirrored
// (x -> -x), then it makes (orientation mod 4) quarter turns, each (x, y) -> (-y, x). A placement gives the place of the lower left corner
// of the box around the piece so oriented. A piece that lists a cell twice overlaps itself.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::polyominoes {

inline constexpr std::int64_t kMostBoard = 4096;       // width and height
inline constexpr std::int64_t kMostCoordinate = 4096;  // of a cell within its piece
inline constexpr std::int64_t kMostPlace = 1 << 20;
inline constexpr std::size_t kMostCells = 1 << 20, kMostPlacements = 1 << 20;

enum Fault { none, choice, unknown_piece, orientation, outside, overlap, too_often, far_away };
inline constexpr const char* kReasons[] = {
    "",
    "used[{}]: expected 0 or 1, got {}",
    "placement {}: there is no piece {}",
    "placement {}: expected an orientation from 0 to 7, got {}",
    "placement {} leaves the board",
    "placement {}: cell ({}, {}) is covered already",
    "piece {} is placed more than {} times",
    "placement {} is farther than 2^20 from the origin",
};

using Integers = std::span<const std::int64_t>;

struct Pieces {
    View<std::int64_t, 2> cells;
    Integers start;

    std::size_t count() const { return start.size() - 1; }
};

struct Placement {
    std::int64_t x = 0, y = 0, orientation = 0;
};

inline void require_pieces(const Pieces& pieces) {
    require(pieces.cells.shape[1] == 2 && pieces.cells.shape[0] <= kMostCells, "cells: expected shape (total, 2), at most 2^20 cells");
    require(pieces.start.size() >= 2 && pieces.start.front() == 0, "start: expected 0 first and one more entry than pieces");
    require(pieces.start.back() == static_cast<std::int64_t>(pieces.cells.shape[0]), "start: expected the number of cells last");
    for (std::size_t k = 0; k < pieces.count(); ++k) require(pieces.start[k] < pieces.start[k + 1], "start: expected to increase");
    for (const std::int64_t v : pieces.cells.span())
        require(v >= -kMostCoordinate && v <= kMostCoordinate, "cells: expected coordinates within 4096");
}

namespace detail {

using Cell = std::array<std::int64_t, 2>;

// (x, y) -> (x_x x + x_y y, y_x x + y_y y)
struct Turn {
    int x_x, x_y, y_x, y_y;
    Cell of(std::span<const std::int64_t> c) const { return {x_x * c[0] + x_y * c[1], y_x * c[0] + y_y * c[1]}; }
};
inline constexpr Turn kTurns[8] = {
    {1, 0, 0, 1}, {0, -1, 1, 0}, {-1, 0, 0, -1}, {0, 1, -1, 0}, {-1, 0, 0, 1}, {0, -1, -1, 0}, {1, 0, 0, -1}, {0, 1, 1, 0},
};

// The cells of a placement, in `out`.
inline void place(const Pieces& pieces, std::size_t piece, const Placement& p, std::vector<Cell>& out) {
    const Turn& turn = kTurns[p.orientation];
    const auto first = static_cast<std::size_t>(pieces.start[piece]), last = static_cast<std::size_t>(pieces.start[piece + 1]);
    std::int64_t left = std::numeric_limits<std::int64_t>::max(), low = left;
    out.clear();
    for (std::size_t k = first; k < last; ++k) {
        out.push_back(turn.of(pieces.cells[k]));
        left = std::min(left, out.back()[0]);
        low = std::min(low, out.back()[1]);
    }
    for (Cell& cell : out) cell = {cell[0] - left + p.x, cell[1] - low + p.y};
}

struct Board {
    std::int64_t width, height;
    std::vector<std::uint64_t> taken;
    std::int64_t covered = 0;
    std::vector<Cell> cells{};

    Board(std::int64_t w, std::int64_t h) : width(w), height(h), taken(static_cast<std::size_t>((w * h + 63) / 64)) {}

    Verdict add(const Pieces& pieces, std::int64_t number, std::size_t piece, const Placement& p) {
        if (!(p.orientation >= 0 && p.orientation <= 7)) return refuse(orientation, {number, p.orientation});
        if (!(p.x >= 0 && p.x < width && p.y >= 0 && p.y < height)) return refuse(outside, {number});
        place(pieces, piece, p, cells);
        for (const Cell& cell : cells) {
            if (!(cell[0] < width && cell[1] < height)) return refuse(outside, {number});
            const auto at = static_cast<std::size_t>(cell[1] * width + cell[0]);
            const std::uint64_t bit = std::uint64_t{1} << (at % 64);
            if (taken[at / 64] & bit) return refuse(overlap, {number, cell[0], cell[1]});
            taken[at / 64] |= bit;
        }
        covered += static_cast<std::int64_t>(cells.size());
        return {};
    }
};

inline void require_board(std::int64_t width, std::int64_t height) {
    require(width >= 1 && width <= kMostBoard && height >= 1 && height <= kMostBoard, "width, height: expected 1 to 4096");
}

}  // namespace detail

// Cells covered by the pieces that are used, each at most once (maximised). used, x, y, orientation: one entry for each piece; the places
// of pieces that are not used don't matter.
inline Verdict fill(std::int64_t width, std::int64_t height, const Pieces& pieces, Integers used, Integers x, Integers y, Integers turned) {
    detail::require_board(width, height);
    require_pieces(pieces);
    const std::size_t n = pieces.count();
    require(used.size() == n && x.size() == n && y.size() == n && turned.size() == n, "expected one entry for each piece");
    detail::Board board(width, height);
    for (std::size_t k = 0; k < n; ++k) {
        if (!(used[k] == 0 || used[k] == 1)) return refuse(choice, {static_cast<std::int64_t>(k), used[k]});
        if (used[k] == 0) continue;
        if (const Verdict fault = board.add(pieces, static_cast<std::int64_t>(k), k, {x[k], y[k], turned[k]}); fault.fault) return fault;
    }
    return accept(i128{board.covered}, Round::down);
}

// Cells covered by placements of pieces that may repeat: piece k at most copies[k] times (maximised).
inline Verdict fill_repeated(std::int64_t width, std::int64_t height, const Pieces& pieces, Integers copies, Integers piece, Integers x,
                             Integers y, Integers turned) {
    detail::require_board(width, height);
    require_pieces(pieces);
    const std::size_t m = piece.size();
    require(copies.size() == pieces.count() && std::ranges::all_of(copies, [](std::int64_t c) { return c >= 0; }),
            "copies: expected one entry for each piece, none negative");
    require(m <= kMostPlacements && x.size() == m && y.size() == m && turned.size() == m, "expected one entry for each placement");
    std::vector<std::int64_t> left(copies.begin(), copies.end());
    detail::Board board(width, height);
    for (std::size_t k = 0; k < m; ++k) {
        const auto number = static_cast<std::int64_t>(k);
        if (!(piece[k] >= 0 && piece[k] < static_cast<std::int64_t>(pieces.count()))) return refuse(unknown_piece, {number, piece[k]});
        const auto which = static_cast<std::size_t>(piece[k]);
        if (--left[which] < 0) return refuse(too_often, {piece[k], copies[which]});
        if (const Verdict fault = board.add(pieces, number, which, {x[k], y[k], turned[k]}); fault.fault) return fault;
    }
    return accept(i128{board.covered}, Round::down);
}

// Area of the box around all pieces, each placed once and anywhere within 2^20 of the origin (minimised).
inline Verdict box_around(const Pieces& pieces, Integers x, Integers y, Integers turned) {
    require_pieces(pieces);
    const std::size_t n = pieces.count();
    require(x.size() == n && y.size() == n && turned.size() == n, "expected one entry for each piece");
    std::vector<std::array<std::int64_t, 3>> all;  // x, y, placement
    std::vector<detail::Cell> cells;
    for (std::size_t k = 0; k < n; ++k) {
        const auto number = static_cast<std::int64_t>(k);
        if (!(turned[k] >= 0 && turned[k] <= 7)) return refuse(orientation, {number, turned[k]});
        if (!(x[k] >= -kMostPlace && x[k] <= kMostPlace && y[k] >= -kMostPlace && y[k] <= kMostPlace)) return refuse(far_away, {number});
        detail::place(pieces, k, {x[k], y[k], turned[k]}, cells);
        for (const detail::Cell& cell : cells) all.push_back({cell[0], cell[1], number});
    }
    std::sort(all.begin(), all.end());
    const auto same = [](const auto& a, const auto& b) { return a[0] == b[0] && a[1] == b[1]; };
    if (const auto twice = std::adjacent_find(all.begin(), all.end(), same); twice != all.end())
        return refuse(overlap, {twice[1][2], twice[1][0], twice[1][1]});
    std::int64_t low = all[0][1], high = low;
    for (const auto& cell : all) low = std::min(low, cell[1]), high = std::max(high, cell[1]);
    return accept(i128{all.back()[0] - all[0][0] + 1} * (high - low + 1), Round::up);
}

}  // namespace eft::polyominoes
