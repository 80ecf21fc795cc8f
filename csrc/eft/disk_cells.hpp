// Pairs of many disks through a grid of cells: the same verdict as all pairs, in time of order n for anything close to a packing.
//
// Disks are sorted by cell, row by row, so that a stretch of cells in one row is a stretch of the arrays. A pair is met
//   - from the disk that comes first in this order, if both are small (radius at most `kSmall` cell sides): it looks at what follows within
//     its radius + the largest small radius, in its own row of cells and the rows above;
//   - from the larger disk otherwise, which looks at everything within twice its radius.
// A pair that is not met is farther apart than its radii reach at the level of that moment, which never exceeds the final shrink. Cells are
// found by one monotone function of the coordinate, so its rounding cannot hide a disk.
//
// Large disks of a packing look at few cells: their areas add up to at most that of the box. For anything else (all disks in one cell, many
// huge ones) the work is bounded by a few times that of all pairs.
#pragma once

#include <cstdint>
#include <vector>

#include "eft/disks.hpp"

namespace eft::disks {

struct Cells {
    static constexpr double kSmall = 1.0;  // cell sides
    static constexpr double kDisks = 1.0;  // a cell, on average

    Disks sorted;
    std::vector<std::uint32_t> start, cell;  // of each cell and its end; of each disk
    std::vector<std::int64_t> name;          // by place: the number of the disk outside
    std::size_t columns = 1, rows = 1;
    double per_x = 0, per_y = 0, left = 0, bottom = 0;

    static std::size_t clamped(double v, std::size_t count) {
        return v <= 0 ? 0 : std::min(static_cast<std::size_t>(static_cast<std::int64_t>(v)), count - 1);
    }
    std::size_t column(double x) const { return clamped((x - left) * per_x, columns); }
    std::size_t row(double y) const { return clamped((y - bottom) * per_y, rows); }

    double side(const Box& box, std::size_t n) const {
        return std::sqrt(4 * box.half_width * box.half_height * kDisks / static_cast<double>(n));
    }

    void sort(const Disks& d, const Box& box) {
        const std::size_t n = d.n;
        const double width = 2 * box.half_width, height = 2 * box.half_height, a = side(box, n);
        columns = static_cast<std::size_t>(std::clamp(width / a, 1.0, static_cast<double>(n)));
        rows = static_cast<std::size_t>(std::clamp(height / a, 1.0, static_cast<double>(n)));
        per_x = static_cast<double>(columns) / width;
        per_y = static_cast<double>(rows) / height;
        left = -box.half_width;
        bottom = -box.half_height;
        start.assign(columns * rows + 2, 0);
        cell.resize(n);
        name.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            cell[i] = static_cast<std::uint32_t>(row(d.y[i]) * columns + column(d.x[i]));
            ++start[cell[i] + 2];
        }
        for (std::size_t c = 2; c < start.size(); ++c) start[c] += start[c - 1];
        sorted.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t at = start[cell[i] + 1]++;  // afterwards start[c] is where cell c starts
            sorted.x[at] = d.x[i];
            sorted.y[at] = d.y[i];
            sorted.radius[at] = d.radius[i];
            name[at] = static_cast<std::int64_t>(i);
        }
    }
};

template <int W>
EFT_INLINE void meet_near(Cells& cells, const Box& box, Worst& worst) {
    Disks& d = cells.sorted;
    const double scale = box.scale();
    d.prepare<W>(worst.v, scale);
    const double small = Cells::kSmall * cells.side(box, d.n);
    double most = 0;  // largest small radius
    for (std::size_t k = 0; k < d.n; ++k)
        if (d.shrunk[k] <= small) most = std::max(most, d.shrunk[k]);
    const double first_level = d.level;
    const auto named = [&](std::size_t k) { return cells.name[k]; };

    for (std::size_t k = 0; k < d.n; ++k) {
        const double x = d.x[k], y = d.y[k], r = d.shrunk[k];
        const bool large = d.radius[k] - first_level > small;
        const double reach = large ? 2 * r : r + most;
        const std::size_t from = cells.column(x - reach), to = cells.column(x + reach);
        const std::size_t own = cells.row(y), low = large ? cells.row(y - reach) : own, high = cells.row(y + reach);
        const double kept = d.offset[k];
        if (large) d.offset[k] = 4 * scale;  // no pair with itself
        const Row<W> row(d, k);
        Vec<W> least = all<W>(4 * scale);
        const auto stretch = [&](std::size_t line) {
            const std::size_t begin = !large && line == own ? k + 1 : cells.start[line * cells.columns + from];
            return std::pair{begin, std::size_t{cells.start[line * cells.columns + to + 1]}};
        };
        for (std::size_t line = low; line <= high; ++line) {
            const auto [begin, end] = stretch(line);
            for (std::size_t j = begin; j < end; j += W) least = smaller<W>(row.gap(d, j), least);
        }
        d.offset[k] = kept;
        if (!any_negative<W>(least + kept)) continue;
        for (std::size_t line = low; line <= high; ++line) {
            const auto [begin, end] = stretch(line);
            meet_range<W>(d, k, begin, end, named, worst);
        }
        if (worst.outgrown(d)) d.prepare<W>(worst.settled_level(), scale);
    }
}

}  // namespace eft::disks
