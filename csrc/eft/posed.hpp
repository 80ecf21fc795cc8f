// A regular hexagon or square of side 1 at a quantised place: centre over 2^40, rotation as t = tan(angle / 2) over 2^40, so that
// (cos, sin) = (c, s) / N with the integers c = D^2 - T^2, s = 2 D T, N = D^2 + T^2, D = 2^40. T is clamped to the symmetric range of the
// shape: |angle| <= 30 degrees (hexagon) or 45 (square) holds exactly.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
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
    static constexpr double diameter_squared = 4;         // of the circumscribed circle
    static constexpr double period = 1.0471975511965976;  // of the rotation, radians
    static constexpr std::int64_t most_t = 294613252731;  // floor((2 - sqrt 3) 2^40): 15 degrees

    // Of 2 d.n over its edge normals n, for a vector (p, q) in its frame, p, q >= 0.
    static double largest(double p, double q) { return std::max(2 * q, twice_apothem * p + q); }
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

}  // namespace eft::polygons
