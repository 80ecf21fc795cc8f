// The least factor L / 2^40 on all centres at which no two open polygons meet.
//
// Two convex polygons are disjoint if and only if an edge normal n of one of them has (L / 2^40) d.n >= reach, d the vector between the
// centres and reach the sum of both supports, which L does not change; so what is disjoint at L stays so above L.
//
// Hexagons: a polygon turned by an angle x against an edge normal of another, |x| at most twice its symmetric range, has in that direction
// twice the support k |cos x| + |sin x| with k = sqrt(3) (the nearest corner). So twice the reach is k + k |cos x| + |sin x| for every
// normal of both, and with (p, q) the vector d in the frame of one only the largest 2 d.n counts: max(2|q|, k|p| + |q|).
// Rectangles: twice the support of w x h is w |cos x| + h |sin x| against the direction of its w; for both normals of the other, the reach
// of its own w goes with |p| and that of its own h with |q|.
//
// Budget: |X| <= 2^62, L <= 2^62, sides <= 2^20, |c|, |s|, N < 1.18 2^80. A pair compares L (2 d.n) N with 2^80 (twice the reach) N N:
// below 2^(62 + 65 + 81 + 81 + 1) = 2^290 and 2^(80 + 22 + 81 + 81) = 2^264, both < 2^383.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "eft/posed.hpp"

namespace eft::polygons::detail {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Interval {
    double low = kInfinity, high = kInfinity;
};

// Encloses the factor (over 2^40) at which two pieces touch. With u = 2^-53, twice a projection is off by at most 20 u |d| and twice the
// reach by 18 u of the three sides in it (40 u for a hexagon, whose three count 1 each); 32 u (96 u) leaves room for the quotient.
template <class Shape>
Interval touching_factor(const Piece& a, const Piece& b) {
    constexpr double kError = 0x1p-48;
    const double dx = b.x - a.x, dy = b.y - a.y, slip = kError * (std::abs(dx) + std::abs(dy));
    const double cosine = std::abs(a.cosine * b.cosine + a.sine * b.sine), sine = std::abs(a.sine * b.cosine - a.cosine * b.sine);
    Interval out;
    const auto consider = [&](const Piece& own, const Piece& other) {
        const double p = std::abs(dx * own.cosine + dy * own.sine), q = std::abs(dy * own.cosine - dx * own.sine);
        const double blur = kError * (std::max(own.sides.width, own.sides.height) + other.sides.width + other.sides.height);
        for (const auto& [between, reach] : Shape::gaps(p, q, 1.0, cosine, sine, own.sides, other.sides)) {
            out.low = std::min(out.low, (reach - blur) / (between + slip) * kGrid * kGrid);
            out.high = std::min(out.high, between > slip ? (reach + blur) / (between - slip) * kGrid * kGrid : kInfinity);
        }
    };
    consider(a, b);
    consider(b, a);
    return out;
}

// Does a normal of `own` separate the two at the factor `scale` / 2^40? one, c, s: as a shape's gaps want them, times both norms and 2^80.
template <class Shape>
bool separates(const Piece& own, const Piece& other, std::int64_t scale, const Integer& one, const Integer& c, const Integer& s) {
    const Integer dx = i128{other.pose.x} - own.pose.x, dy = i128{other.pose.y} - own.pose.y, cosine = own.c(), sine = own.s();
    const Integer factor = Integer(i128{scale}) * Integer(other.norm());
    const Integer p = factor * (dx * cosine + dy * sine).magnitude(), q = factor * (dy * cosine - dx * sine).magnitude();
    for (const auto& [between, reach] : Shape::gaps(p, q, one, c, s, own.whole(), other.whole()))
        if ((between - reach).sign() >= 0) return true;
    return false;
}

template <class Shape>
bool disjoint(const Piece& a, const Piece& b, std::int64_t scale) {
    const Integer ac = a.c(), as = a.s(), bc = b.c(), bs = b.s(), unit = i128{1} << (2 * kBits);
    const Integer one = unit * (Integer(a.norm()) * Integer(b.norm()));
    const Integer c = unit * (ac * bc + as * bs).magnitude(), s = unit * (as * bc - ac * bs).magnitude();
    return separates<Shape>(a, b, scale, one, c, s) || separates<Shape>(b, a, scale, one, c, s);
}

// The least integer from `low` to `high` at which `holds`, given that it holds at `high`.
template <class Whole, class Holds>
Whole least(Whole low, Whole high, Holds holds) {
    while (low < high) {
        const Whole middle = low + (high - low) / 2;
        if (holds(middle)) high = middle;
        else low = middle + 1;
    }
    return high;
}

struct Scale {
    std::int64_t factor = 0;             // over 2^40
    std::int64_t first = 0, second = 0;  // the pieces that touch at it, as the answer counts them
    bool possible = true;
};

template <class Shape>
struct Spread {
    std::span<const Piece> pieces;
    Scale out{};
    double near = kInfinity;  // distance (grid units) per unit of both radii from which a pair is surely apart

    void meet(std::size_t i, std::size_t j) {
        const Piece &a = pieces[i], &b = pieces[j];
        const auto [low, high] = touching_factor<Shape>(a, b);
        if (high <= static_cast<double>(out.factor)) return;
        const auto holds = [&](std::int64_t scale) { return disjoint<Shape>(a, b, scale); };
        const auto whole = [](double v) { return static_cast<std::int64_t>(std::ceil(std::min(v, static_cast<double>(kMostFactor)))); };
        const bool possible = low <= kMostFactor && (high <= kMostFactor || holds(kMostFactor));
        const std::int64_t factor = possible ? least(std::max(whole(low), out.factor), whole(high), holds) : 0;
        if (possible && factor <= out.factor) return;
        out = {factor, std::min(a.index, b.index), std::max(a.index, b.index), possible};
        near = kGrid * kGrid / static_cast<double>(factor) * (1 + 0x1p-40);
    }
};

inline double distance_squared(const Piece& a, const Piece& b) {
    const double dx = a.x - b.x, dy = a.y - b.y;
    return dx * dx + dy * dy;
}

// pieces: sorted by x, so that a row ends where x alone keeps the rest apart.
template <class Shape>
Scale least_scale(std::span<const Piece> pieces) {
    Spread<Shape> spread{pieces};
    const std::size_t n = pieces.size();
    double largest = 0, closest = kInfinity;
    for (const Piece& p : pieces) largest = std::max(largest, p.radius);
    std::size_t first = 0, second = 0;
    const auto square = [](double v) { return v * v; };
    const auto along = [&](std::size_t i, std::size_t j) { return square(pieces[j].x - pieces[i].x); };
    for (std::size_t i = 0; i + 1 < n; ++i)
        for (std::size_t j = i + 1; j < n && along(i, j) < closest; ++j)
            if (const double d = distance_squared(pieces[i], pieces[j]); d < closest) closest = d, first = i, second = j;
    if (first != second) spread.meet(first, second);  // often nearly the largest factor, so that few pairs remain
    for (std::size_t i = 0; i + 1 < n && spread.out.possible; ++i) {
        const double own = pieces[i].radius;
        const auto within = [&](double other) { return square(spread.near * (own + other)); };
        for (std::size_t j = i + 1; j < n && spread.out.possible && along(i, j) < within(largest); ++j)
            if (distance_squared(pieces[i], pieces[j]) < within(pieces[j].radius)) spread.meet(i, j);
    }
    return spread.out;
}

}  // namespace eft::polygons::detail
