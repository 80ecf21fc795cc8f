// Axis-parallel rectangles with integer sides at integer places, pairwise disjoint: exact by nature.
//
// A box may be turned by 90 degrees where the function says so. Open boxes must be disjoint: touching is allowed, one unit over is not.
// Sweep: by left edge, the boxes that the sweep line cuts have disjoint y-intervals (else two overlap), so in the order of their lower
// edges a new one can only meet its two neighbours: O(n log n).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "eft/verdict.hpp"

namespace eft::boxes {

inline constexpr std::int64_t kMostSide = std::int64_t{1} << 31;   // of a box or strip
inline constexpr std::int64_t kMostPlace = std::int64_t{1} << 48;  // sums stay far inside 64 bits
inline constexpr std::size_t kMostBoxes = 1 << 16;

enum Fault { none, place, turn, outside, overlap };
inline constexpr const char* kReasons[] = {
    "",
    "box {} is placed out of range",
    "box {}: expected turned to be 0 or 1, got {}",
    "box {} leaves the strip",
    "boxes {} and {} overlap",
};

using Integers = std::span<const std::int64_t>;

struct Box {
    std::int64_t x0, y0, x1, y1;
};

struct Answer {
    Integers x, y, turned;  // turned: empty where boxes may not turn
};

namespace detail {

using Pair = std::pair<std::size_t, std::size_t>;

inline std::vector<std::pair<std::int64_t, std::size_t>> by_left_edge(std::span<const Box> boxes) {
    std::vector<std::pair<std::int64_t, std::size_t>> order(boxes.size());
    for (std::size_t i = 0; i < boxes.size(); ++i) order[i] = {boxes[i].x0, i};
    std::sort(order.begin(), order.end());
    return order;
}

// Each box against those that start before it ends.
inline std::optional<Pair> overlap_by_rows(std::span<const Box> boxes) {
    const auto order = by_left_edge(boxes);
    std::vector<Box> sorted;
    sorted.reserve(boxes.size());
    for (const auto& [left, i] : order) sorted.push_back(boxes[i]);
    for (std::size_t i = 0; i < sorted.size(); ++i)
        for (std::size_t j = i + 1; j < sorted.size() && sorted[j].x0 < sorted[i].x1; ++j)
            if ((sorted[i].y0 < sorted[j].y1) & (sorted[j].y0 < sorted[i].y1)) return std::minmax(order[i].second, order[j].second);
    return std::nullopt;
}

// Boxes under the sweep line are dropped only when a newcomer meets them: a stale neighbour lies left of it and is erased in passing.
inline std::optional<Pair> overlap_by_sweep(std::span<const Box> boxes) {
    std::map<std::int64_t, std::size_t> line;  // lower edge -> box; the y-intervals are disjoint
    for (const auto& [left, i] : by_left_edge(boxes)) {
        const Box& box = boxes[i];
        auto next = line.lower_bound(box.y0);
        if (next != line.begin() && boxes[std::prev(next)->second].y1 > box.y0) --next;
        while (next != line.end() && next->first < box.y1) {
            const std::size_t j = next->second;
            if (boxes[j].x1 > left) return Pair{std::min(i, j), std::max(i, j)};
            next = line.erase(next);
        }
        line.emplace(box.y0, i);
    }
    return std::nullopt;
}

}  // namespace detail

// A pair that overlaps, if there is one.
inline std::optional<detail::Pair> overlapping(std::span<const Box> boxes) {
    constexpr std::size_t few = 2048;  // up to here the plain scan is faster; its worst case is quadratic
    return boxes.size() <= few ? detail::overlap_by_rows(boxes) : detail::overlap_by_sweep(boxes);
}

inline void require_sizes(Integers w, Integers h) {
    require(w.size() == h.size() && !w.empty() && w.size() <= kMostBoxes, "w, h: expected the same length, 1 to 65536");
    for (std::size_t i = 0; i < w.size(); ++i)
        require(w[i] >= 1 && w[i] <= kMostSide && h[i] >= 1 && h[i] <= kMostSide, "w, h: expected sides from 1 to 2^31");
}

// The boxes as placed; the first one at fault goes to `fault`.
inline std::vector<Box> placed(Integers w, Integers h, const Answer& answer, Verdict& fault) {
    require_sizes(w, h);
    require(answer.x.size() == w.size() && answer.y.size() == w.size() && (answer.turned.empty() || answer.turned.size() == w.size()),
            "expected one entry for each box");
    std::vector<Box> out(w.size());
    for (std::size_t i = 0; i < w.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        const std::int64_t x = answer.x[i], y = answer.y[i], turned = answer.turned.empty() ? 0 : answer.turned[i];
        const bool inside = x >= -kMostPlace && x <= kMostPlace && y >= -kMostPlace && y <= kMostPlace;
        if (!inside || !(turned == 0 || turned == 1)) {
            fault = inside ? refuse(turn, {at, turned}) : refuse(place, {at});
            return out;
        }
        out[i] = turned ? Box{x, y, x + h[i], y + w[i]} : Box{x, y, x + w[i], y + h[i]};
    }
    return out;
}

// Height that the boxes use of a strip 0 <= x <= width, y >= 0 (minimised).
inline Verdict strip(std::int64_t width, Integers w, Integers h, const Answer& answer) {
    require(width >= 1 && width <= kMostSide, "width: expected 1 to 2^31");
    Verdict fault;
    const std::vector<Box> boxes = placed(w, h, answer, fault);
    if (fault.fault != none) return fault;
    std::int64_t height = 0;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (!(boxes[i].x0 >= 0 && boxes[i].x1 <= width && boxes[i].y0 >= 0)) return refuse(outside, {static_cast<std::int64_t>(i)});
        height = std::max(height, boxes[i].y1);
    }
    if (const auto pair = overlapping(boxes))
        return refuse(overlap, {static_cast<std::int64_t>(pair->first), static_cast<std::int64_t>(pair->second)});
    return accept(i128{height}, Round::up);
}

// Of the least rectangle (axis-parallel, anywhere) around the boxes: its area or its longer side (minimised).
enum class Measure { area, side };
inline Verdict around(Measure measure, Integers w, Integers h, const Answer& answer) {
    Verdict fault;
    const std::vector<Box> boxes = placed(w, h, answer, fault);
    if (fault.fault != none) return fault;
    Box all = boxes[0];
    for (const Box& box : boxes)
        all = {std::min(all.x0, box.x0), std::min(all.y0, box.y0), std::max(all.x1, box.x1), std::max(all.y1, box.y1)};
    if (const auto pair = overlapping(boxes))
        return refuse(overlap, {static_cast<std::int64_t>(pair->first), static_cast<std::int64_t>(pair->second)});
    const std::int64_t width = all.x1 - all.x0, height = all.y1 - all.y0;
    return accept(measure == Measure::area ? i128{width} * height : i128{std::max(width, height)}, Round::up);
}

}  // namespace eft::boxes
