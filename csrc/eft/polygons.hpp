// Unit-side regular hexagons in the smallest regular hexagon, and unit squares in the smallest square, freely rotated, exactly.
//
// 1. Quantise. Centres become integers over 2^40. A rotation is reduced by the symmetry of the polygon and becomes t = tan(angle / 2) as an
//    integer over 2^40, so that (cos, sin) = (c, s) / N with the integers c = D^2 - T^2, s = 2 D T, N = D^2 + T^2, D = 2^40.
//    T is clamped to the symmetric range: |angle| <= 30 degrees (hexagon) or 45 (square) holds exactly.
// 2. Repair. All centres are multiplied by one factor L / 2^40; L is the least integer for which no two open polygons meet. It exists:
//    two convex polygons are disjoint if and only if an edge normal n of one of them has  (L / 2^40) d.n >= reach,  d the vector between
//    the centres and reach the sum of both supports, which L does not change; so what is disjoint at L stays so above L. L may fall below
//    2^40.
// 3. Score. The least integer S such that a container of side S / 2^40, unrotated, holds the repaired polygons about its best centre.
//
// Let k = sqrt(3) for hexagons and 1 for squares: twice the apothem. A polygon turned by an angle x, |x| at most its symmetric range twice,
// has in the direction of another's edge normal twice the support k cos x + |sin x| (the nearest vertex). So twice the reach is
// k + k cos x + |sin x| for every normal of both polygons, and only the largest d.n counts. With (p, q) the vector d in the frame of a
// polygon, the largest 2 d.n is max(2|q|, k|p| + |q|) for hexagons and max(2|p|, 2|q|) for squares.
//
// Container: with G_i twice the support of the whole in the container's normal i (counted by angle), the linear programme "least side over
// all centres" has as dual vertices the minimal sets of normals that sum to zero: opposite pairs and, for hexagons, the two triangles.
// Hence k side = max of (G_i + G_j) / 2 over opposite pairs and of (G_i + G_j + G_l) / 3 over the triangles.
//
// Budget: |X| <= 2^50, L <= 2^50, |c|, |s|, N < 1.18 2^80. A pair compares L (2 d.n) N with 2^80 (twice the reach) N N: below
// 2^(50 + 53 + 81 + 81 + 1). The container compares sums of three L (2 X) N N N: below 2^(50 + 52 + 3 81 + 2) = 2^347 < 2^383.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "eft/surd.hpp"
#include "eft/verdict.hpp"

namespace eft::polygons {

inline constexpr int kBits = 40;
inline constexpr double kGrid = 0x1p40;
inline constexpr std::int64_t kOne = std::int64_t{1} << kBits;
inline constexpr double kMostCoordinate = 1024, kMostAngle = 1024;  // sides of a piece; radians
inline constexpr double kMostScale = 1024;
inline constexpr std::size_t kMostPieces = 4096;

enum Fault { none, wrong_count, centre, angle, coincident, dilated };
inline constexpr const char* kReasons[] = {
    "",
    "expected 1 to 4096 pieces",
    "piece {}: centre is not finite or has a coordinate beyond 1024",
    "piece {}: angle is not finite or beyond 1024 rad",
    "pieces {} and {}: centres coincide or would have to move apart by a factor above 1024",
    "centres multiplied by {} / 2^40, where pieces {} and {} touch",
};

struct Hexagon {
    static constexpr bool irrational = true;
    static constexpr double twice_apothem = 1.7320508075688772;
    static constexpr double diameter_squared = 4;                                                 // of the circumscribed circle
    static constexpr double period = 1.0471975511965976;                                          // of the rotation, radians
    static constexpr std::int64_t most_t = 294613252731;                                          // floor((2 - sqrt 3) 2^40): 15 degrees
    static double largest(double p, double q) { return std::max(2 * q, twice_apothem * p + q); }  // of 2 d.n, for p, q >= 0
};

struct Square {
    static constexpr bool irrational = false;
    static constexpr double twice_apothem = 1;
    static constexpr double diameter_squared = 2;
    static constexpr double period = 1.5707963267948966;
    static constexpr std::int64_t most_t = 455432628211;  // floor((sqrt 2 - 1) 2^40): 22.5 degrees
    static double largest(double p, double q) { return 2 * std::max(p, q); }
};

struct Pose {
    std::int64_t x = 0, y = 0, t = 0;  // over 2^40; t = tan(angle / 2)
};

namespace detail {

using Integer = Signed<6>;
using Number = Surd<6>;

struct Piece {
    double x = 0, y = 0;          // integers below 2^50
    double cosine = 1, sine = 0;  // within 4 2^-53
    Pose pose;
    std::int64_t index = 0;

    i128 c() const { return (i128{1} << (2 * kBits)) - i128{pose.t} * pose.t; }
    i128 s() const { return i128{2} * kOne * pose.t; }
    i128 norm() const { return (i128{1} << (2 * kBits)) + i128{pose.t} * pose.t; }
};

inline Piece piece_of(const Pose& pose, std::int64_t index) {
    const double t = static_cast<double>(pose.t) / kGrid, over = 1 / (1 + t * t);
    return {static_cast<double>(pose.x), static_cast<double>(pose.y), (1 - t * t) * over, 2 * t * over, pose, index};
}

template <class Shape>
Number times_apothem(const Integer& v) {  // k v
    return Shape::irrational ? Number{{}, v} : Number{v, {}};
}

// ---- pairs

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

// ---- container

// Normal i of the container, doubled, as (a + b sqrt 3) of x and y: counted by angle, 30 + 60 i degrees for the hexagon, 90 i for the
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
    std::span<const Piece> pieces;
    std::int64_t scale;
    static constexpr std::size_t kSides = kNormals<Shape>.size();

    // Twice the support of a piece, over the grid, within kSupportError (2 + its size).
    double support(const Piece& p, const Normal& n) const {
        const double along = (n.x_plain + n.x_surd * Hexagon::twice_apothem) * p.x + n.y_plain * p.y;
        return along / kGrid * static_cast<double>(scale) + (Shape::twice_apothem * p.cosine + std::abs(p.sine)) * kGrid;
    }
    double error(const Piece& p) const {
        return kSupportError * ((std::abs(p.x) + std::abs(p.y)) / kGrid * static_cast<double>(scale) + 2 * kGrid);
    }
    static constexpr double kSupportError = 0x1p-49;  // 16 roundings; 8 occur

    // The same times its norm and 2^80.
    Number exact_support(const Piece& p, const Normal& n) const {
        const Integer x = i128{p.pose.x}, y = i128{p.pose.y}, factor = Integer(i128{scale}) * Integer(p.norm()),
                      unit = i128{1} << (2 * kBits);
        const Number along{Integer(i128{n.x_plain}) * x + Integer(i128{n.y_plain}) * y, Integer(i128{n.x_surd}) * x};
        return factor * along + unit * (times_apothem<Shape>(p.c()) + Number{Integer(p.s()).magnitude(), {}});
    }

    // The piece that reaches farthest, exactly; `farthest` and `slack`: the largest float support and the largest error.
    const Piece& outermost(const Normal& n, double farthest, double slack) const {
        const Piece* best = nullptr;
        for (const Piece& p : pieces) {
            if (support(p, n) < farthest - 2 * slack) continue;
            if (!best) best = &p;
            else {
                const Number mine = Integer(best->norm()) * exact_support(p, n), theirs = Integer(p.norm()) * exact_support(*best, n);
                if ((mine - theirs).sign() > 0) best = &p;
            }
        }
        return *best;
    }

    // Does a container of this side hold the pieces as far as these normals tell?
    bool holds(std::int64_t side, Normals normals, std::span<const Piece* const> walls) const {
        Integer all = i128{1};
        for (const std::size_t k : normals) all = all * Integer(walls[k]->norm());
        Number room = times_apothem<Shape>(Integer(i128{side} * static_cast<i128>(normals.size()) << kBits) * all);
        for (const std::size_t k : normals) {
            Integer others = i128{1};
            for (const std::size_t m : normals)
                if (m != k) others = others * Integer(walls[m]->norm());
            room = room - others * exact_support(*walls[k], kNormals<Shape>[k]);
        }
        return room.sign() >= 0;
    }

    std::int64_t side() const {
        std::array<double, kSides> farthest{};
        farthest.fill(-std::numeric_limits<double>::infinity());
        double slack = 0;
        for (const Piece& p : pieces) {
            slack = std::max(slack, error(p));
            for (std::size_t k = 0; k < kSides; ++k) farthest[k] = std::max(farthest[k], support(p, kNormals<Shape>[k]));
        }
        std::array<const Piece*, kSides> walls{};
        const auto estimate = [&](Normals normals) {
            double sum = 0;
            for (const std::size_t k : normals) sum += farthest[k];
            return sum / (static_cast<double>(normals.size()) * Shape::twice_apothem);
        };
        double largest = 0;
        for (const Normals normals : kBalanced<Shape>) largest = std::max(largest, estimate(normals));
        std::int64_t most = 0;
        for (const Normals normals : kBalanced<Shape>) {
            const double about = estimate(normals), off = 2 * slack;  // of the sum and the quotient less than the supports' own
            if (about + off < largest - off) continue;
            most = std::max(most, least(about, off, [&](std::int64_t side) {
                                for (const std::size_t k : normals)
                                    if (!walls[k]) walls[k] = &outermost(kNormals<Shape>[k], farthest[k], slack);
                                return holds(side, normals, walls);
                            }));
        }
        return most;
    }
};

}  // namespace detail

// The quantised poses; the first entry at fault goes to `fault` (fault 0: none).
template <class Shape>
std::vector<Pose> quantise(std::span<const double> x, std::span<const double> y, std::span<const double> theta, Verdict& fault) {
    std::vector<Pose> out(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        const bool inside = std::abs(x[i]) <= kMostCoordinate && std::abs(y[i]) <= kMostCoordinate;  // a NaN fails
        if (!inside || !(std::abs(theta[i]) <= kMostAngle)) {
            fault = refuse(inside ? angle : centre, {at});
            return out;
        }
        const double t = std::tan(std::remainder(theta[i], Shape::period) / 2);
        out[i] = {static_cast<std::int64_t>(std::nearbyint(x[i] * kGrid)), static_cast<std::int64_t>(std::nearbyint(y[i] * kGrid)),
                  std::clamp(static_cast<std::int64_t>(std::nearbyint(t * kGrid)), -Shape::most_t, Shape::most_t)};
    }
    return out;
}

// Side of the smallest container, rounded up to 2^-40 (minimised). x, y in sides of a piece, theta in radians; `repair` is L.
template <class Shape>
Verdict in_container(std::span<const double> x, std::span<const double> y, std::span<const double> theta) {
    require(x.size() == y.size() && x.size() == theta.size(), "x, y, theta: expected the same length");
    if (!(x.size() >= 1 && x.size() <= kMostPieces)) return refuse(wrong_count);
    Verdict fault;
    const std::vector<Pose> poses = quantise<Shape>(x, y, theta, fault);
    if (fault.fault != none) return fault;
    std::vector<detail::Piece> pieces;
    pieces.reserve(poses.size());
    for (const Pose& pose : poses) pieces.push_back(detail::piece_of(pose, static_cast<std::int64_t>(pieces.size())));
    std::sort(pieces.begin(), pieces.end(),
              [](const auto& a, const auto& b) { return a.pose.x != b.pose.x ? a.pose.x < b.pose.x : a.index < b.index; });
    const detail::Scale scale = detail::least_scale<Shape>(pieces);
    if (!scale.possible) return refuse(coincident, {scale.first, scale.second});
    const std::int64_t side = detail::Container<Shape>{pieces, scale.factor}.side();
    const Verdict value = accept(Ratio{Wide(static_cast<u128>(side)), Wide(static_cast<u128>(kOne))}, Round::up);
    return noted(value, scale.factor == kOne || pieces.size() == 1 ? none : dilated, {scale.factor, scale.first, scale.second},
                 scale.factor);
}

}  // namespace eft::polygons
