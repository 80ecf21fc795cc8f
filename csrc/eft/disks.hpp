// Disjoint disks on the integer grid: the exact rule of a pair, and a float filter that proves almost all pairs without it.
//
// Exact. Radii R_i shrunk by v are max(0, R_i - v). For a pair at squared distance D2, with s = floor(sqrt(D2)), the sum of both shrunken
// radii is an integer that falls as v grows, so it is at most sqrt(D2) exactly from
//   v = max(ceil((R_i + R_j - s) / 2), max(R_i, R_j) - s)
// on. (The second term acts when one disk holds the centre of a much smaller one; the first alone would leave a radius-0 disk inside the
// other.)
//
// Filter. With c_i = x_i^2 + y_i^2 - r_i^2 the gap D2 - (r_i + r_j)^2 of a pair is c_i + c_j - 2 (x_i x_j + y_i y_j + r_i r_j): three
// multiply-adds a pair once the c are known. Coordinates are centred in the box, |x| <= a, |y| <= b, and radii fit it, r <= min(a, b), so
// with S = a^2 + b^2 + min(a, b)^2 every |c| is at most S and every partial sum at most 4 S. With u = 2^-53 the roundings add up to at most
// 6uS for each of the two c, 2uS for the products, 9uS for their sums and 4uS for the last one: 27uS in all, fused or not. E = 32uS = 2^-48
// S is taken off beforehand (half of it from each c), so a computed gap >= 0 proves the pair.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include "eft/lanes.hpp"
#include "eft/wide.hpp"

namespace eft::disks {

inline constexpr double kGrid = 0x1p46;       // lengths are integers over this
inline constexpr double kError = 0x1p-48;     // E / S
inline constexpr double kRounder = 0x1.8p52;  // adding and subtracting it rounds to the nearest even integer below 2^51

// What the filter sees, in grid units: centre and half sides. `longest` caps radii (a disk that long does not fit and is shrunk anyway).
struct Box {
    double x, y, half_width, half_height, longest;
    double scale() const {  // S
        const double least = std::min(half_width, half_height);
        return half_width * half_width + half_height * half_height + least * least;
    }
};

// Volatile: no wider intermediate on any machine. Values beyond 2^51 units stay out of every range, NaN stays NaN.
inline double to_grid(double v) {
    const volatile double scaled = v * kGrid;
    return (scaled + kRounder) - kRounder;
}

// floor(sqrt(v)) from a guess near it.
inline std::uint64_t floor_sqrt(u128 v, double guess) {
    auto s = static_cast<std::uint64_t>(static_cast<std::int64_t>(guess));
    while (static_cast<u128>(s) * s > v) --s;
    while (static_cast<u128>(s + 1) * (s + 1) <= v) ++s;
    return s;
}
inline std::uint64_t floor_sqrt(u128 v) { return floor_sqrt(v, std::sqrt(static_cast<double>(v))); }

// The least v > floor at which the pair holds; `floor` if it holds there. All arguments are integers.
inline double settle(double dx, double dy, double ri, double rj, double floor) {
    const auto touch = static_cast<std::uint64_t>(std::max(0.0, ri - floor) + std::max(0.0, rj - floor));
    if (touch == 0) return floor;
    const auto a = static_cast<std::int64_t>(dx), b = static_cast<std::int64_t>(dy);
    const u128 squared = static_cast<u128>(static_cast<i128>(a) * a + static_cast<i128>(b) * b);
    if (static_cast<u128>(touch) * touch <= squared) return floor;
    const auto s = static_cast<std::int64_t>(floor_sqrt(squared, std::sqrt(dx * dx + dy * dy)));
    const auto p = static_cast<std::int64_t>(ri), q = static_cast<std::int64_t>(rj);
    return static_cast<double>(std::max((p + q - s + 1) / 2, std::max(p, q) - s));
}

// Ors the sign bits together by halves; lane by lane is several times slower.
template <int W>
EFT_INLINE bool any_negative(Vec<W> v) {
    if constexpr (W == 2) {
        std::int64_t bits[2];
        std::memcpy(bits, &v, sizeof v);
        return (bits[0] | bits[1]) < 0;
    } else {
        typedef std::int64_t Half __attribute__((vector_size(4 * W)));
        Half low, high;
        std::memcpy(&low, &v, sizeof low);
        std::memcpy(&high, reinterpret_cast<const char*>(&v) + sizeof low, sizeof high);
        low |= high;
        Vec<W / 2> both;
        std::memcpy(&both, &low, sizeof both);
        return any_negative<W / 2>(both);
    }
}

template <int W>
EFT_INLINE Vec<W> larger(Vec<W> a, Vec<W> b) {
    return a > b ? a : b;
}
template <int W>
EFT_INLINE Vec<W> smaller(Vec<W> a, Vec<W> b) {
    return a < b ? a : b;
}
template <int W>
EFT_INLINE Vec<W> all(double v) {
    return Vec<W>{} + v;
}
template <int W>
EFT_INLINE Vec<W> magnitude(Vec<W> v) {
    return larger<W>(v, -v);
}

// Structure of arrays with room for vectors to read past the end; entries from n on never fail the filter.
struct Disks {
    static constexpr std::size_t kPadding = 16;
    std::size_t n = 0;
    std::vector<double> x, y, radius;    // centred integers or half integers; integers
    std::vector<double> shrunk, offset;  // max(0, radius - level); c of the filter, less E / 2
    double level = 0;                    // what `shrunk` was made with

    void resize(std::size_t count) {
        n = count;
        if (x.size() < n + kPadding)
            for (auto* array : {&x, &y, &radius, &shrunk, &offset}) array->resize(n + kPadding);
    }

    template <int W>
    EFT_INLINE void prepare(double shrink, double scale) {
        level = shrink;
        const double error = scale * (kError / 2);
        for (std::size_t i = 0; i < n; i += W) {
            const Vec<W> r = larger<W>(load<W>(&radius[i]) - shrink, Vec<W>{}), X = load<W>(&x[i]), Y = load<W>(&y[i]);
            store<W>(&shrunk[i], r);
            store<W>(&offset[i], ((X * X + Y * Y) - r * r) - error);
        }
        for (std::size_t i = n; i < n + kPadding; ++i) {
            x[i] = y[i] = shrunk[i] = 0;
            offset[i] = 4 * scale;
        }
    }
};

// Disk i against the others: the gap without c_i.
template <int W>
struct Row {
    Vec<W> x, y, r;
    EFT_INLINE Row(const Disks& d, std::size_t i) : x(all<W>(-2 * d.x[i])), y(all<W>(-2 * d.y[i])), r(all<W>(-2 * d.shrunk[i])) {}
    EFT_INLINE Vec<W> gap(Vec<W> X, Vec<W> Y, Vec<W> R, Vec<W> C) const { return ((C + x * X) + y * Y) + r * R; }
    EFT_INLINE Vec<W> gap(const Disks& d, std::size_t j) const {
        return gap(load<W>(&d.x[j]), load<W>(&d.y[j]), load<W>(&d.shrunk[j]), load<W>(&d.offset[j]));
    }
};

// The largest violation so far and the constraint that asks for it: a pair if first >= 0, else a wall (or none at 0).
// Of several pairs that ask for the same the first in the order of (first, second) counts, in whatever order they are met.
struct Worst {
    double v = 0;
    std::int64_t first = -1, second = -1;

    void meet(const Disks& d, std::size_t i, std::size_t j, std::int64_t name_i, std::int64_t name_j) {
        const std::int64_t low = std::min(name_i, name_j), high = std::max(name_i, name_j);
        const bool earlier = first >= 0 && (low < first || (low == first && high < second));
        const double floor = earlier ? v - 1 : v;
        const double need = settle(d.x[i] - d.x[j], d.y[i] - d.y[j], d.radius[i], d.radius[j], floor);
        if (need == floor) return;
        v = need;
        first = low;
        second = high;
    }

    // Pairs that hold at this shrink can neither raise v nor be named.
    double settled_level() const { return first >= 0 ? v - 1 : v; }

    // A filter whose radii are an eighth of the violation too large lets too much through. (Preparing again costs time of order n.)
    bool outgrown(const Disks& d) const { return settled_level() - d.level > 0.125 * v; }
};

// Meets the pairs (i, j), j in [from, to), that the filter can't prove. name(k): the number that disk k has outside.
template <int W, class Name>
EFT_INLINE void meet_range(const Disks& d, std::size_t i, std::size_t from, std::size_t to, Name name, Worst& worst) {
    const Row<W> row(d, i);
    for (std::size_t j = from; j < to; j += W) {
        const Vec<W> gap = row.gap(d, j) + d.offset[i];
        if (!any_negative<W>(gap)) continue;
        for (std::size_t k = 0; k < W && j + k < to; ++k)
            if (gap[k] < 0 && j + k != i) worst.meet(d, i, j + k, name(i), name(j + k));
    }
}

// All pairs, two rows at a time so that what is loaded serves both.
template <int W>
EFT_INLINE void meet_all(Disks& d, double scale, Worst& worst) {
    const auto same = [](std::size_t k) { return static_cast<std::int64_t>(k); };
    for (std::size_t i = 0; i + 1 < d.n; i += 2) {
        const Row<W> a(d, i), b(d, i + 1);
        Vec<W> least_a = a.gap(d, i + 1), least_b = all<W>(4 * scale);  // this one also meets the next W - 1 disks: no harm
        for (std::size_t j = i + 2; j < d.n; j += W) {
            const Vec<W> X = load<W>(&d.x[j]), Y = load<W>(&d.y[j]), R = load<W>(&d.shrunk[j]), C = load<W>(&d.offset[j]);
            least_a = smaller<W>(a.gap(X, Y, R, C), least_a);
            least_b = smaller<W>(b.gap(X, Y, R, C), least_b);
        }
        if (!any_negative<W>(smaller<W>(least_a + d.offset[i], least_b + d.offset[i + 1]))) continue;
        for (const std::size_t row : {i, i + 1}) meet_range<W>(d, row, row + 1, d.n, same, worst);
        if (worst.outgrown(d)) d.prepare<W>(worst.settled_level(), scale);
    }
}

}  // namespace eft::disks
