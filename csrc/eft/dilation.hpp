// The least factor L / 2^40 on all centres at which no two open polygons meet.
//
// Two convex polygons are disjoint if and only if an edge normal n of one of them has (L / 2^40) d.n >= reach, d the vector between the
// centres and reach the sum of both supports, which L does not change; so what is disjoint at L stays so above L.
//
// Let k = sqrt(3) for hexagons and 1 for squares: twice the apothem. A polygon turned by an angle x against an edge normal of another, |x|
// at most twice its symmetric range, has in that direction twice the support k |cos x| + |sin x| (the nearest corner). So twice the reach
// is k + k |cos x| + |sin x| for every normal of both polygons, and only the largest d.n counts. With (p, q) the vector d in the frame of a
// polygon, the largest 2 d.n is max(2|q|, k|p| + |q|) for hexagons and max(2|p|, 2|q|) for squares.
//
// Budget: |X| <= 2^50, L <= 2^50, |c|, |s|, N < 1.18 2^80. A pair compares L (2 d.n) N with 2^80 (twice the reach) N N: below
// 2^(50 + 53 + 81 + 81 + 1) = 2^266 < 2^383.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "eft/posed.hpp"

namespace eft::polygons::detail {

// The factor (over 2^40) at which two pieces touch, within a relative 2^-46: projections are off by at most 10 2^-53 |d| against a largest
// of at least sqrt(2) |d|, the reach by at most 30 2^-53 against at least 2.
inline constexpr double kPairError = 0x1p-46;

template <class Shape>
double touching_factor(const Piece& a, const Piece& b) {
    const double dx = b.x - a.x, dy = b.y - a.y, k = Shape::twice_apothem;
    const double own = Shape::largest(std::abs(dx * a.cosine + dy * a.sine), std::abs(dy * a.cosine - dx * a.sine));
    const double other = Shape::largest(std::abs(dx * b.cosine + dy * b.sine), std::abs(dy * b.cosine - dx * b.sine));
    const double cosine = std::abs(a.cosine * b.cosine + a.sine * b.sine), sine = std::abs(a.sine * b.cosine - a.cosine * b.sine);
    return (k + k * cosine + sine) / std::max(own, other) * kGrid * kGrid;
}

// Does a normal of `own` separate the two at the factor `scale` / 2^40? reach: twice it, times both norms and 2^80.
template <class Shape>
bool separates(const Piece& own, const Piece& other, std::int64_t scale, const Number& reach) {
    const Integer dx = i128{other.pose.x} - own.pose.x, dy = i128{other.pose.y} - own.pose.y, c = own.c(), s = own.s();
    const Integer factor = Integer(i128{scale}) * Integer(other.norm());
    const Integer p = factor * (dx * c + dy * s).magnitude(), q = factor * (dy * c - dx * s).magnitude();
    if ((Number{q + q, {}} - reach).sign() >= 0) return true;
    return ((Shape::irrational ? Number{q, p} : Number{p + p, {}}) - reach).sign() >= 0;
}

template <class Shape>
bool disjoint(const Piece& a, const Piece& b, std::int64_t scale) {
    const Integer ac = a.c(), as = a.s(), bc = b.c(), bs = b.s(), unit = i128{1} << (2 * kBits);
    const Integer cosine = (ac * bc + as * bs).magnitude(), sine = (as * bc - ac * bs).magnitude();
    const Number reach = unit * (times_apothem<Shape>(Integer(a.norm()) * Integer(b.norm()) + cosine) + Number{sine, {}});
    return separates<Shape>(a, b, scale, reach) || separates<Shape>(b, a, scale, reach);
}

// The least integer at which `holds`, given that it lies within `error` of `estimate`.
template <class Holds>
std::int64_t least(double estimate, double error, Holds holds) {
    auto low = static_cast<std::int64_t>(std::ceil(estimate - error)), high = static_cast<std::int64_t>(std::ceil(estimate + error));
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
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
    double near = std::numeric_limits<double>::infinity();  // squared distance (grid units) from which a pair is surely apart

    void meet(std::size_t i, std::size_t j) {
        const Piece &a = pieces[i], &b = pieces[j];
        const double estimate = touching_factor<Shape>(a, b), error = estimate * kPairError;
        if (estimate + error <= static_cast<double>(out.factor)) return;
        if (!(estimate + error <= kMostScale * kGrid)) {
            out = {0, std::min(a.index, b.index), std::max(a.index, b.index), false};
            return;
        }
        const std::int64_t factor = least(estimate, error, [&](std::int64_t scale) { return disjoint<Shape>(a, b, scale); });
        if (factor <= out.factor) return;
        out = {factor, std::min(a.index, b.index), std::max(a.index, b.index), true};
        const double reciprocal = kGrid * kGrid / static_cast<double>(factor);
        near = Shape::diameter_squared * reciprocal * reciprocal * (1 + 0x1p-40);
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
    double closest = std::numeric_limits<double>::infinity();
    std::size_t first = 0, second = 0;
    const auto along = [&](std::size_t i, std::size_t j) { return (pieces[j].x - pieces[i].x) * (pieces[j].x - pieces[i].x); };
    for (std::size_t i = 0; i + 1 < n; ++i)
        for (std::size_t j = i + 1; j < n && along(i, j) < closest; ++j)
            if (const double d = distance_squared(pieces[i], pieces[j]); d < closest) closest = d, first = i, second = j;
    if (first != second) spread.meet(first, second);  // nearly the largest factor, so that few pairs remain
    for (std::size_t i = 0; i + 1 < n && spread.out.possible; ++i)
        for (std::size_t j = i + 1; j < n && along(i, j) < spread.near && spread.out.possible; ++j)
            if (distance_squared(pieces[i], pieces[j]) < spread.near) spread.meet(i, j);
    return spread.out;
}

}  // namespace eft::polygons::detail
