// n directions in R^d: Riesz and logarithmic energy, minimised, and the smallest angle (Tammes' problem), maximised; proved bounds.
//
// Only directions count. Vectors are rounded to the grid of point_grid.hpp and never normalised on it; a zero vector is refused.
//
// Energy: sum over pairs of D^-s, or of -log D for s = 0, D = |x/|x| - y/|y||. Value: an upper bound. With u = 2^-53 the unit vectors in
// doubles are off by at most (d/2 + 3) u each, so for T = sum of squared differences D >= sqrt(T) - e, e = (2 d + 16) u (four u of it
// are for the two roundings here). Where T < 2^-20 this is too coarse: there D^2 = 2 G / (P (P + x.y)), P = |x| |y|, with
// G = |x|^2 |y|^2 - (x.y)^2 exactly in 256 bits; nothing cancels and 2^-49 relative is safe. A power takes at most 2 s roundings, a sum of
// m terms m. The lower end lies within the stated width: (1 - 2 e / D)^s >= 1 - 2 s e / D.
// s = 0: the logarithm of the product of all D, from one series in integers (fixed_point.hpp).
//
// Tammes: the largest x.y |x.y| / (|x|^2 |y|^2) decides, compared exactly in 512 bits among the pairs that the doubles leave.
// Value: a lower bound q of that angle in degrees, proposed by atan2 and proved by integers: cos q >= x.y / (|x| |y|) with a lower bound
// of the cosine (Taylor, alternating) on the left. Angles with sine below 2^-32 count as 0.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "eft/dispatch.hpp"
#include "eft/fixed_point.hpp"
#include "eft/point_grid.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::sphere {

inline constexpr std::size_t kMostPoints = 4096, kMostDimensions = 64;
inline constexpr std::int64_t kMostExponent = 60;
inline constexpr double kMostEnergy = 0x1p100;

enum Fault { none, not_finite, zero_vector, same_direction, too_near, nearest, nearest_log, smallest_angle };
inline constexpr const char* kReasons[] = {
    "",
    "point {} is not finite",
    "point {} is the zero vector on the grid of 2^-40",
    "points {} and {} have the same direction: the energy is infinite",
    "points {} and {} are so near that the energy exceeds 2^100",
    "nearest points {} and {}; the energy is known to within {} parts in 10^18",
    "nearest points {} and {}; the energy is known to within {} / 10^18",
    "smallest angle: points {} and {}",
};

struct Workspace {
    std::vector<double> flat, unit, row;  // grid points by row, unit vectors by dimension
    std::vector<u128> norms;              // |x|^2
};

// x.y against |x| |y|, exactly.
struct Cosine {
    bool negative = false;
    Wide square, scale{1};  // (x.y)^2 and |x|^2 |y|^2, below 2^212
};

inline bool above(const Cosine& a, const Cosine& b) {
    if (a.negative != b.negative) return b.negative;
    const auto left = multiplied(a.square, b.scale), right = multiplied(b.square, a.scale);
    return !(a.negative ? right <= left : left <= right);
}

namespace detail {

inline Verdict read(View<double, 2> points, Workspace& w) {
    const std::size_t n = points.shape[0], d = points.shape[1];
    require(n >= 2 && n <= kMostPoints && d >= 1 && d <= kMostDimensions,
            "points: expected shape (n, d) with 2 <= n <= 4096 and 1 <= d <= 64");
    w.flat.resize(n * d);
    w.unit.resize(n * d);
    w.row.resize(n);
    w.norms.resize(n);
    if (!points::quantise(points.data, w.flat.data(), n * d, -points::kFar, points::kFar))
        return refuse(not_finite, {points::first_not_finite(points.span(), d)});
    for (std::size_t i = 0; i < n; ++i) {
        u128 norm = 0;
        double approximate = 0;
        for (std::size_t k = 0; k < d; ++k) {
            const double x = w.flat[i * d + k];
            norm += static_cast<u128>(static_cast<i128>(points::whole(x)) * points::whole(x));
            approximate = std::fma(x, x, approximate);
        }
        if (!(norm > 0)) return refuse(zero_vector, {static_cast<std::int64_t>(i)});
        w.norms[i] = norm;
        const double length = std::sqrt(approximate);
        for (std::size_t k = 0; k < d; ++k) w.unit[k * n + i] = w.flat[i * d + k] / length;
    }
    return {};
}

// row[j] = T(i, j) for j > i; returns the least. Fused operations by name, so that every path gives the same bits.
EFT_INLINE double squares_from_body(std::size_t i, std::size_t n, std::size_t d, Workspace& w) {
    double* row = w.row.data();
    for (std::size_t j = i + 1; j < n; ++j) row[j] = 0;
    for (std::size_t k = 0; k < d; ++k) {
        const double* unit = w.unit.data() + k * n;
        const double x = unit[i];
        for (std::size_t j = i + 1; j < n; ++j) {
            const double difference = unit[j] - x;
            row[j] = __builtin_fma(difference, difference, row[j]);
        }
    }
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t j = i + 1; j < n; ++j) least = row[j] < least ? row[j] : least;
    return least;
}
EFT_PATHS(double, squares_from, (std::size_t i, std::size_t n, std::size_t d, Workspace& w), (i, n, d, w))

// row[j] = sqrt(row[j]) - e: lower bounds of D.
EFT_INLINE void roots_body(std::size_t from, std::size_t n, double e, Workspace& w) {
    double* row = w.row.data();
    for (std::size_t j = from; j < n; ++j) row[j] = __builtin_sqrt(row[j]) - e;
}
EFT_PATHS(void, roots, (std::size_t from, std::size_t n, double e, Workspace& w), (from, n, e, w))

// row[j] = row[j]^-s, by squaring.
EFT_INLINE void inverse_powers_body(std::size_t from, std::size_t n, std::int64_t s, double* row) {
    for (std::size_t j = from; j < n; ++j) row[j] = 1 / row[j];
    for (std::size_t j = from; s > 1 && j < n; ++j) {
        double base = row[j], power = 1;
        for (std::int64_t rest = s; rest > 0; rest >>= 1) {
            if (rest & 1) power *= base;
            base *= base;
        }
        row[j] = power;
    }
}
EFT_PATHS(void, inverse_powers, (std::size_t from, std::size_t n, std::int64_t s, double* row), (from, n, s, row))

inline double sum(const double* row, std::size_t from, std::size_t n) {
    double total = 0;
    for (std::size_t j = from; j < n; ++j) total += row[j];
    return total;
}

inline i128 dot(std::size_t i, std::size_t j, std::size_t d, const Workspace& w) {
    i128 total = 0;
    for (std::size_t k = 0; k < d; ++k) total += static_cast<i128>(points::whole(w.flat[i * d + k])) * points::whole(w.flat[j * d + k]);
    return total;
}

inline Cosine cosine(std::size_t i, std::size_t j, std::size_t d, const Workspace& w) {
    const i128 product_ = dot(i, j, d, w);
    const u128 size = product_ < 0 ? -static_cast<u128>(product_) : static_cast<u128>(product_);
    return {product_ < 0, product(size, size), product(w.norms[i], w.norms[j])};
}

// Lower bound of D for nearly equal directions (x.y > 0), or 0 if they are equal.
inline double near_distance(std::size_t i, std::size_t j, std::size_t d, const Workspace& w) {
    const Cosine c = cosine(i, j, d, w);
    const double gap = difference(c.scale, c.square).approximate();  // G, within 2^-52
    const double lengths = std::sqrt(static_cast<double>(w.norms[i])) * std::sqrt(static_cast<double>(w.norms[j]));
    return std::sqrt(2 * gap / (lengths * (lengths + static_cast<double>(dot(i, j, d, w))))) * (1 - 0x1p-49);
}

// Lower bounds of D for all j > i, in row; the index of a pair of equal directions, or n.
inline std::size_t distances_from(std::size_t i, std::size_t n, std::size_t d, double e, Workspace& w) {
    const bool near = squares_from(i, n, d, w) < 0x1p-20;
    roots(i + 1, n, e, w);
    if (near)
        for (std::size_t j = i + 1; j < n; ++j)
            if (w.row[j] < 0x1p-9 && !((w.row[j] = near_distance(i, j, d, w)) > 0)) return j;
    return n;
}

// The product of positive numbers as mantissa 2^exponent.
struct Product {
    double mantissa = 1;
    std::int64_t exponent = 0;
    void times(const double* row, std::size_t from, std::size_t n) {
        for (std::size_t j = from; j < n; ++j) {
            mantissa *= row[j];
            if ((j & 7) == 0 || j + 1 == n) renormalise();
        }
    }
    void renormalise() {
        int e = 0;
        mantissa = std::frexp(mantissa, &e);
        exponent += e;
    }
};

// Upper bound of -log(product (1 + delta)) for |delta| <= (m + 2) 2^-53, in units of 2^-90.
inline i128 minus_log(const Product& p, std::size_t m) { return -log_below(p.mantissa, p.exponent) + (static_cast<i128>(m + 2) << 38); }

struct Tight {
    double distance = std::numeric_limits<double>::infinity();
    std::array<std::int64_t, 4> at{};
};

}  // namespace detail

// points: (n, d), 2 <= n <= 4096, 1 <= d <= 64. 0 <= s <= 60.
inline Verdict energy(std::int64_t s, View<double, 2> points) {
    require(s >= 0 && s <= kMostExponent, "s: expected 0 <= s <= 60");
    thread_local Workspace w;
    if (const Verdict fault = detail::read(points, w); fault.fault) return fault;
    const std::size_t n = points.shape[0], d = points.shape[1], m = n * (n - 1) / 2;
    const double e = static_cast<double>(2 * d + 16) * 0x1p-53;
    double total = 0;
    detail::Product product_;
    detail::Tight tight;
    for (std::size_t i = 0; i + 1 < n; ++i) {
        const std::size_t equal = detail::distances_from(i, n, d, e, w);
        const auto a = static_cast<std::int64_t>(i);
        if (equal < n) return refuse(same_direction, {a, static_cast<std::int64_t>(equal)});
        const auto near = std::min_element(w.row.begin() + a + 1, w.row.begin() + static_cast<std::ptrdiff_t>(n));
        if (*near < tight.distance) tight = {*near, {a, near - w.row.begin(), 0, 0}};
        if (s == 0) {
            product_.times(w.row.data(), i + 1, n);
        } else {
            detail::inverse_powers(i + 1, n, s, w.row.data());
            total += detail::sum(w.row.data(), i + 1, n);
        }
    }
    const double uncertain = std::max(2 * e / std::max(tight.distance, 0x1p-10), 0x1p-47);  // of one D, relative
    const auto pairs = static_cast<double>(m), power = static_cast<double>(s);
    const double width = s == 0 ? pairs * (uncertain + 0x1p-51) : power * uncertain + (pairs + 2 * power + 8) * 0x1p-51;
    if (s == 0) {
        const i128 upper = detail::minus_log(product_, m);
        tight.at[2] = static_cast<std::int64_t>(std::ceil(width * 1e18));
        const u128 size = upper < 0 ? -static_cast<u128>(upper) : static_cast<u128>(upper);
        return noted(accept(Ratio{Wide(size), Wide(1).shifted(90)}, Round::up, upper < 0), nearest_log, tight.at);
    }
    const double upper = total * (1 + (pairs + 2 * power + 8) * 0x1p-53);
    if (!(upper <= kMostEnergy)) return refuse(too_near, tight.at);
    tight.at[2] = static_cast<std::int64_t>(std::ceil(width * 1e18));
    return noted(accept(points::ratio_of(upper), Round::up), nearest, tight.at);
}

// points: (n, d), 2 <= n <= 4096, 1 <= d <= 64.
inline Verdict tammes(View<double, 2> points) {
    thread_local Workspace w;
    if (const Verdict fault = detail::read(points, w); fault.fault) return fault;
    const std::size_t n = points.shape[0], d = points.shape[1];
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i + 1 < n; ++i) least = std::min(least, detail::squares_from(i, n, d, w));
    const double e = static_cast<double>(2 * d + 16) * 0x1p-53, root = std::sqrt(least) + 2 * e, limit = root * root * (1 + 0x1p-50);
    Cosine largest;
    std::array<std::int64_t, 4> at{-1, -1};
    for (std::size_t i = 0; i + 1 < n; ++i) {
        if (detail::squares_from(i, n, d, w) > limit) continue;
        for (std::size_t j = i + 1; j < n; ++j) {
            if (w.row[j] > limit) continue;
            const Cosine c = detail::cosine(i, j, d, w);
            if (at[0] < 0 || above(c, largest)) largest = c, at = {static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)};
        }
    }
    const Wide sine = difference(largest.scale, largest.square);
    const double angle = std::atan2(std::sqrt(sine.approximate()), (largest.negative ? -1 : 1) * std::sqrt(largest.square.approximate()));
    double degrees = 0;
    const bool tiny = !largest.negative && multiplied(sine, Wide(1).shifted(64)) <= Natural<8>(largest.scale);
    for (const double shrink : {0x1p-51, 0x1p-50, 0x1p-48, 0x1p-44, 0x1p-36}) {
        const double proposed = angle * (180 / 3.14159265358979323846) * (1 - shrink);
        if (tiny || degrees > 0 || !(proposed > 0 && proposed < 180)) continue;
        if (at_most(largest.negative, largest.square, largest.scale, cosine_below(proposed))) degrees = proposed;
    }
    return noted(accept(degrees > 0 ? points::ratio_of(degrees) : Ratio{Wide(0), Wide(1)}, Round::down), smallest_angle, at);
}

}  // namespace eft::sphere
