// A regular hexagon of side 1 or a rectangle at a quantised place: centre over 2^40, rotation as t = tan(angle / 2) over 2^40, so that
// (cos, sin) = (c, s) / N with the integers c = D^2 - T^2, s = 2 D T, N = D^2 + T^2, D = 2^40. T is clamped to the symmetric range of the
// shape: |angle| <= 30 degrees (hexagon) or 45 (rectangle) holds exactly. What a rectangle turns beyond that are quarter turns: it is
// turned by a half if their number is odd, which exchanges its sides, so that a quarter turn of it is exact and a square has no use for it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "eft/surd.hpp"
#include "eft/verdict.hpp"

namespace eft::polygons {

inline constexpr int kBits = 40;
inline constexpr double kGrid = 0x1p40;
inline constexpr std::int64_t kOne = std::int64_t{1} << kBits;
inline constexpr double kRoot3 = 1.7320508075688772;
inline constexpr double kMostCoordinate = 0x1p22, kMostAngle = 1024;  // units of the sides; radians
inline constexpr std::int64_t kMostFactor = std::int64_t{1} << 62;    // of the centres, over 2^40
inline constexpr std::int64_t kMostSide = std::int64_t{1} << 20;
inline constexpr std::size_t kMostPieces = 4096;

enum Fault { none, wrong_count, centre, angle, coincident, dilated };
inline constexpr const char* kReasons[] = {
    "",
    "expected 1 to 4096 pieces",
    "piece {}: centre is not finite or has a coordinate beyond 4194304",
    "piece {}: angle is not finite or beyond 1024 rad",
    "pieces {} and {}: centres coincide or would have to move apart by a factor above 4194304",
    "centres multiplied by {} / 2^40, where pieces {} and {} touch",
};

struct Pose {
    std::int64_t x = 0, y = 0, t = 0;  // over 2^40; t = tan(angle / 2)
    bool turned = false;               // by an odd number of quarter turns more
};

template <class N>
struct Sides {
    N width = 1, height = 1;
};

namespace detail {

using Integer = Signed<6>;
using Number = Surd<6>;

inline double with_root(double plain, double surd) { return plain + kRoot3 * surd; }
inline Number with_root(const Integer& plain, const Integer& surd) { return {plain, surd}; }

// Along an edge normal of a piece: twice the distance between the centres, and twice the distance at which the pieces touch.
template <class T>
struct Gap {
    T between, reach;
};
template <class T>
using Gaps = std::array<Gap<T>, 2>;

}  // namespace detail

// A shape says, with |cos| = c / one and |sin| = s / one, how far it extends in the normals that follow, times one:
// extent: twice its support in normal k of the container (counted by angle; on the axes even k are across).
// gaps: of those of its edge normals that can decide, for the vector (p, q) between the centres in its frame, p, q >= 0, and the other
// piece turned by (c, s) against it.
struct Hexagon {
    static constexpr bool irrational = true;
    static constexpr double period = 1.0471975511965976;  // of the rotation, radians
    static constexpr std::int64_t most_t = 294613252731;  // floor((2 - sqrt 3) 2^40): 15 degrees

    static double radius(Sides<double>) { return 1; }
    template <class T, class N>
    static auto extent(std::size_t, const T& c, const T& s, Sides<N>) {
        return detail::with_root(s, c);
    }
    template <class T, class N>
    static auto gaps(const T& p, const T& q, const T& one, const T& c, const T& s, Sides<N>, Sides<N>) {
        const auto reach = detail::with_root(s, one + c);
        return detail::Gaps<std::remove_const_t<decltype(reach)>>{{{q + q, reach}, {detail::with_root(q, p), reach}}};
    }
};

struct Rectangle {
    static constexpr bool irrational = false;
    static constexpr double period = 1.5707963267948966;
    static constexpr std::int64_t most_t = 455432628211;  // floor((sqrt 2 - 1) 2^40): 22.5 degrees

    static double radius(Sides<double> sides) { return std::sqrt(sides.width * sides.width + sides.height * sides.height) / 2; }
    template <class T, class N>
    static T extent(std::size_t k, const T& c, const T& s, Sides<N> sides) {
        return k % 2 == 0 ? c * sides.width + s * sides.height : c * sides.height + s * sides.width;
    }
    template <class T, class N>
    static detail::Gaps<T> gaps(const T& p, const T& q, const T& one, const T& c, const T& s, Sides<N> own, Sides<N> other) {
        return {{{p + p, one * own.width + extent(0, c, s, other)}, {q + q, one * own.height + extent(1, c, s, other)}}};
    }
};

namespace detail {

struct Piece {
    double x = 0, y = 0;          // whole, up to 2^62
    double cosine = 1, sine = 0;  // within 4 2^-53
    Sides<double> sides;          // whole
    double radius = 0;            // of the circumscribed circle, within a relative 2^-51
    Pose pose;
    std::int64_t index = 0;

    i128 c() const { return (i128{1} << (2 * kBits)) - i128{pose.t} * pose.t; }
    i128 s() const { return i128{2} * kOne * pose.t; }
    i128 norm() const { return (i128{1} << (2 * kBits)) + i128{pose.t} * pose.t; }
    Sides<std::uint64_t> whole() const { return {static_cast<std::uint64_t>(sides.width), static_cast<std::uint64_t>(sides.height)}; }
};

template <class Shape>
Piece piece_of(const Pose& pose, Sides<double> sides, std::int64_t index) {
    const double t = static_cast<double>(pose.t) / kGrid, over = 1 / (1 + t * t);
    if (pose.turned) std::swap(sides.width, sides.height);
    return {static_cast<double>(pose.x),
            static_cast<double>(pose.y),
            (1 - t * t) * over,
            2 * t * over,
            sides,
            Shape::radius(sides),
            pose,
            index};
}

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
        int turns = 0;
        const double t = std::tan(std::remquo(theta[i], Shape::period, &turns) / 2);
        out[i] = {static_cast<std::int64_t>(std::nearbyint(x[i] * kGrid)), static_cast<std::int64_t>(std::nearbyint(y[i] * kGrid)),
                  std::clamp(static_cast<std::int64_t>(std::nearbyint(t * kGrid)), -Shape::most_t, Shape::most_t), turns % 2 != 0};
    }
    return out;
}

}  // namespace eft::polygons
