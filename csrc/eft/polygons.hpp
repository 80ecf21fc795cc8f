// Unit-side regular hexagons in the smallest regular hexagon, and rectangles in the smallest square, freely rotated, exactly.
//
// 1. Quantise (posed.hpp): from here on the quantised pieces are the answer.
// 2. Repair (dilation.hpp): all centres are multiplied by L / 2^40, L the least integer for which no two open pieces meet; it may be less
//    than 2^40.
// 3. Score. The least integer S such that a container of side S / 2^40, unrotated, holds the repaired pieces about its best centre.
//
// With k twice the apothem of a container of side 1 and G_i twice the support of the whole in the container's normal i (counted by angle),
// the linear programme "least side over all centres" has as dual vertices the minimal sets of normals that sum to zero: opposite pairs and,
// for hexagons, the two triangles. Hence k side = max of (G_i + G_j) / 2 over opposite pairs and of (G_i + G_j + G_l) / 3 over the
// triangles.
//
// Budget: |X| <= 2^62, L <= 2^62, sides <= 2^20, |c|, |s|, N < 1.18 2^80, so that sums of three terms L (2 X) N N N stay below
// 2^(62 + 64 + 3 * 80.3 + 3) < 2^370 < 2^383, and sides S below 2^(62 + 64 - 40) = 2^86.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "eft/dilation.hpp"
#include "eft/posed.hpp"
#include "eft/verdict.hpp"

namespace eft::polygons {

namespace detail {

// Normal i of the container, doubled: its x is x_plain + x_surd sqrt(3). Counted by angle, 30 + 60 i degrees for the hexagon, 90 i for the
// square.
struct Normal {
    int x_plain, x_surd, y_plain;
};
template <class Shape>
inline constexpr auto kNormals = [] {
    if constexpr (Shape::irrational) return std::array<Normal, 6>{{{0, 1, 1}, {0, 0, 2}, {0, -1, 1}, {0, -1, -1}, {0, 0, -2}, {0, 1, -1}}};
    else return std::array<Normal, 4>{{{2, 0, 0}, {0, 0, 2}, {-2, 0, 0}, {0, 0, -2}}};
}();

// The minimal sets of normals that sum to zero.
using Normals = std::span<const std::size_t>;
inline constexpr std::size_t kOpposite[3][2] = {{0, 3}, {1, 4}, {2, 5}}, kTriangles[2][3] = {{0, 2, 4}, {1, 3, 5}},
                             kSquare[2][2] = {{0, 2}, {1, 3}};
template <class Shape>
inline constexpr auto kBalanced = [] {
    if constexpr (Shape::irrational) return std::array<Normals, 5>{kOpposite[0], kOpposite[1], kOpposite[2], kTriangles[0], kTriangles[1]};
    else return std::array<Normals, 2>{kSquare[0], kSquare[1]};
}();

template <class Shape>
struct Container {
    static constexpr std::size_t kSides = kNormals<Shape>.size();
    static constexpr double kSupportError = 0x1p-49;

    static constexpr double kTwiceApothem = Shape::irrational ? kRoot3 : 1;

    std::span<const Piece> pieces;
    std::int64_t scale;
    std::array<double, kSides> farthest{};     // G, as floats, in grid units
    double slack = 0;                          // the largest error of one
    std::array<const Piece*, kSides> walls{};  // the pieces that decide G exactly, once somebody asked

    Container(std::span<const Piece> all, std::int64_t factor) : pieces(all), scale(factor) {
        farthest.fill(-std::numeric_limits<double>::infinity());
        for (const Piece& p : pieces) {
            slack = std::max(slack, error(p));
            for (std::size_t k = 0; k < kSides; ++k) farthest[k] = std::max(farthest[k], support(p, k));
        }
    }

    // Twice the support of a piece in grid units. Off by at most 11 2^-53 (|x| + |y|) of the scaled centre and 9 2^-53 of both sides;
    // `error` allows 16 of each.
    double support(const Piece& p, std::size_t k) const {
        const Normal& n = kNormals<Shape>[k];
        const double along = (n.x_plain + n.x_surd * kRoot3) * p.x + n.y_plain * p.y;
        return along / kGrid * static_cast<double>(scale) + Shape::extent(k, p.cosine, std::abs(p.sine), p.sides) * kGrid;
    }
    double error(const Piece& p) const {
        const double centre = (std::abs(p.x) + std::abs(p.y)) / kGrid * static_cast<double>(scale);
        return kSupportError * (centre + (p.sides.width + p.sides.height) * kGrid);
    }

    // The same times its norm and 2^80.
    Number exact_support(const Piece& p, std::size_t k) const {
        const Normal& n = kNormals<Shape>[k];
        const Integer x = i128{p.pose.x}, y = i128{p.pose.y}, factor = Integer(i128{scale}) * Integer(p.norm()),
                      unit = i128{1} << (2 * kBits);
        const Number along{Integer(i128{n.x_plain}) * x + Integer(i128{n.y_plain}) * y, Integer(i128{n.x_surd}) * x};
        return factor * along + unit * Shape::extent(k, Integer(p.c()), Integer(p.s()).magnitude(), p.whole());
    }

    // The piece that reaches farthest, exactly.
    const Piece& outermost(std::size_t k) {
        if (walls[k]) return *walls[k];
        const Piece* best = nullptr;
        for (const Piece& p : pieces) {
            if (support(p, k) < farthest[k] - 2 * slack) continue;
            if (!best || (Integer(best->norm()) * exact_support(p, k) - Integer(p.norm()) * exact_support(*best, k)).sign() > 0) best = &p;
        }
        walls[k] = best;
        return *best;
    }

    // Does a container of this side hold the pieces as far as these normals tell?
    bool holds(i128 side, Normals normals) {
        Integer all = i128{1};
        for (const std::size_t k : normals) all = all * Integer(outermost(k).norm());
        const Integer sides = Integer(side) * Integer(static_cast<i128>(normals.size()) << kBits) * all;
        Number room = Shape::irrational ? Number{{}, sides} : Number{sides};
        for (const std::size_t k : normals) {
            Integer others = i128{1};
            for (const std::size_t m : normals)
                if (m != k) others = others * Integer(outermost(m).norm());
            room = room - others * exact_support(outermost(k), k);
        }
        return room.sign() >= 0;
    }

    // The side that these normals ask for, in grid units, within 2 slack: the supports' errors are averaged, sum and quotient add less.
    double asked(Normals normals) const {
        double sum = 0;
        for (const std::size_t k : normals) sum += farthest[k];
        return sum / (static_cast<double>(normals.size()) * kTwiceApothem);
    }

    i128 side() {
        double largest = 0;
        for (const Normals normals : kBalanced<Shape>) largest = std::max(largest, asked(normals));
        i128 most = 0;
        for (const Normals normals : kBalanced<Shape>) {
            const double about = asked(normals);
            if (about < largest - 4 * slack) continue;
            const auto low = static_cast<i128>(std::ceil(about - 2 * slack)), high = static_cast<i128>(std::ceil(about + 2 * slack));
            most = std::max(most, least(low, high, [&](i128 side) { return holds(side, normals); }));
        }
        return most;
    }
};

}  // namespace detail

using Lengths = std::span<const std::int64_t>;

// Side of the smallest container, rounded up to 2^-40 (minimised). x, y in the unit of the sides, theta in radians; `repair` is L.
// w, h: sides before the rotation; none for pieces of side 1.
template <class Shape>
Verdict in_container(std::span<const double> x, std::span<const double> y, std::span<const double> theta, Lengths w = {}, Lengths h = {}) {
    require(x.size() == y.size() && x.size() == theta.size(), "x, y, theta: expected the same length");
    if (!(x.size() >= 1 && x.size() <= kMostPieces)) return refuse(wrong_count);
    Verdict fault;
    const std::vector<Pose> poses = quantise<Shape>(x, y, theta, fault);
    if (fault.fault != none) return fault;
    std::vector<detail::Piece> pieces;
    pieces.reserve(poses.size());
    for (std::size_t i = 0; i < poses.size(); ++i) {
        const Sides<double> sides = w.empty() ? Sides<double>{} : Sides<double>{static_cast<double>(w[i]), static_cast<double>(h[i])};
        pieces.push_back(detail::piece_of<Shape>(poses[i], sides, static_cast<std::int64_t>(i)));
    }
    std::sort(pieces.begin(), pieces.end(),
              [](const auto& a, const auto& b) { return a.pose.x != b.pose.x ? a.pose.x < b.pose.x : a.index < b.index; });
    const detail::Scale scale = detail::least_scale<Shape>(pieces);
    if (!scale.possible) return refuse(coincident, {scale.first, scale.second});
    const i128 side = detail::Container<Shape>(pieces, scale.factor).side();
    const Verdict value = accept(Ratio{Wide(static_cast<u128>(side)), Wide(static_cast<u128>(kOne))}, Round::up);
    return noted(value, scale.factor == kOne || pieces.size() == 1 ? none : dilated, {scale.factor, scale.first, scale.second},
                 scale.factor);
}

// Rectangles w[i] x h[i], each side from 1 to 2^20.
inline Verdict rectangles_in_container(Lengths w, Lengths h, std::span<const double> x, std::span<const double> y,
                                       std::span<const double> theta) {
    require(w.size() == h.size() && !w.empty() && w.size() <= kMostPieces, "w, h: expected the same length, 1 to 4096");
    for (std::size_t i = 0; i < w.size(); ++i)
        require(w[i] >= 1 && w[i] <= kMostSide && h[i] >= 1 && h[i] <= kMostSide, "w, h: expected sides from 1 to 2^20");
    require(x.size() == w.size(), "x, y, theta: expected the length of w, h");
    return in_container<Rectangle>(x, y, theta, w, h);
}

}  // namespace eft::polygons
