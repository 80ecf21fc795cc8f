// Sum of radii of n disjoint disks in a rectangle, exact and tolerance-free.
//
// 1. Quantise: centres and radii become integers over 2^46 (round half to even); from here on they are the packing.
//    A radius above 1 counts as 1 (no disk with a radius above 1/2 fits, so it is about to be shrunk anyway).
// 2. Find v, the smallest integer >= 0 such that the radii max(0, R_i - v) satisfy every wall and every pair exactly.
// 3. The score is the sum of those radii.
//
// For one pair at squared distance D2, with s = floor(sqrt(D2)): max(0, Ri - v) + max(0, Rj - v) is an integer that falls as v grows,
// so it is at most sqrt(D2) exactly from v = max(ceil((Ri + Rj - s) / 2), max(Ri, Rj) - s) on. (The second term acts when one disk holds
// the centre of a much smaller one; the first alone would leave a radius-0 disk inside the other.) For a wall at distance w it is R - w.
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

namespace eft::packing {

inline constexpr int kGridBits = 46;
inline constexpr double kGrid = 0x1p46;

// The numbers of both are known to eft/evaluation/scorers.py.
enum class Fault { none, width, not_finite, outside, negative_radius };
enum class Constraint { none, left, right, bottom, top, pair };

struct Result {
    Fault fault = Fault::none;
    std::int64_t at = -1;        // the disk at fault
    std::int64_t sum = 0;        // of the repaired radii, over 2^46
    std::int64_t violation = 0;  // v, over 2^46
    Constraint worst = Constraint::none;
    std::int64_t first = -1, second = -1;  // the disks of the worst constraint (`second` for a pair only)
};

// Kept between calls so that a batch allocates once.
struct Workspace {
    std::vector<double> x, y, radius;  // integers below 2^48, exact as doubles
    std::vector<double> inflated;      // shrunken radius, widened by 2^-48 for the filter
};

namespace detail {

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

// Adding and subtracting 1.5 2^52 rounds to the nearest even integer below 2^51; larger values stay out of range, NaN stays NaN.
inline constexpr double kRounder = 0x1.8p52;
inline double to_grid(double v) {
    const volatile double scaled = v * kGrid;  // volatile: no wider intermediate on any machine
    return (scaled + kRounder) - kRounder;
}

inline std::uint64_t floor_sqrt(u128 v) {
    auto s = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(v)));
    while (static_cast<u128>(s) * s > v) --s;
    while (static_cast<u128>(s + 1) * (s + 1) <= v) ++s;
    return s;
}

struct Rectangle {
    double width, height;  // grid units
};

inline Result fault_of(Rectangle box, std::span<const double> x, std::span<const double> y, std::span<const double> r) {
    Result out;
    for (std::size_t i = 0; i < x.size(); ++i) {
        out.at = static_cast<std::int64_t>(i);
        const double X = to_grid(x[i]), Y = to_grid(y[i]), R = to_grid(r[i]);
        if (!(std::isfinite(x[i]) && std::isfinite(y[i]) && std::isfinite(r[i]))) out.fault = Fault::not_finite;
        else if (!(X >= 0 && X <= box.width && Y >= 0 && Y <= box.height)) out.fault = Fault::outside;
        else if (!(R >= 0)) out.fault = Fault::negative_radius;
        else continue;
        return out;
    }
    out.fault = Fault::not_finite;  // not reached: this repeats the test that sent us here; were they to differ, refuse
    return out;
}

// The pairs of row i that the filter could not clear, in 128-bit integers.
inline void settle_row(Workspace& w, std::size_t n, std::size_t i, double& v, Result& out) {
    for (std::size_t j = i + 1; j < n; ++j) {
        const auto dx = static_cast<std::int64_t>(w.x[i] - w.x[j]), dy = static_cast<std::int64_t>(w.y[i] - w.y[j]);
        const double touch = std::max(0.0, w.radius[i] - v) + std::max(0.0, w.radius[j] - v);
        const double approximate = static_cast<double>(dx) * static_cast<double>(dx) + static_cast<double>(dy) * static_cast<double>(dy);
        if (approximate * (1 - 0x1p-50) >= touch * touch) continue;  // rounding errors stay below 2^-51 relative
        const u128 squared = static_cast<u128>(static_cast<i128>(dx) * dx + static_cast<i128>(dy) * dy);
        const auto t = static_cast<std::uint64_t>(touch);
        if (static_cast<u128>(t) * t <= squared) continue;
        const auto s = static_cast<std::int64_t>(floor_sqrt(squared));
        const auto ri = static_cast<std::int64_t>(w.radius[i]), rj = static_cast<std::int64_t>(w.radius[j]);
        v = static_cast<double>(std::max((ri + rj - s + 1) / 2, std::max(ri, rj) - s));
        out.worst = Constraint::pair;
        out.first = static_cast<std::int64_t>(i);
        out.second = static_cast<std::int64_t>(j);
    }
}

inline void name_wall(const Workspace& w, Rectangle box, std::size_t n, double v, Result& out) {
    for (std::size_t i = 0; i < n; ++i) {
        const double room[4] = {w.x[i], box.width - w.x[i], w.y[i], box.height - w.y[i]};
        for (int side = 0; side < 4; ++side)
            if (w.radius[i] - room[side] == v) {
                out.worst = static_cast<Constraint>(static_cast<int>(Constraint::left) + side);
                out.first = static_cast<std::int64_t>(i);
                return;
            }
    }
}

// Writes round(2^46 in), at most `cap`; true if every entry is proved finite and the result proved to lie in [0, limit].
template <int W>
EFT_INLINE bool quantise(const double* in, double* out, std::size_t n, double limit, double cap) {
    constexpr double most = std::numeric_limits<double>::max();
    std::size_t i = 0;
    Vec<W> proved = Vec<W>{} + 1.0;
    for (; i + W <= n; i += W) {
        const Vec<W> v = load<W>(in + i), rounded = (v * kGrid + kRounder) - kRounder, q = rounded < cap ? rounded : Vec<W>{} + cap;
        proved = (rounded >= 0.0) & (v <= most) & (q <= limit) ? proved : Vec<W>{} - 1.0;  // a NaN fails the comparisons
        store<W>(out + i, q);
    }
    bool ok = !any_negative<W>(proved);
    for (; i < n; ++i) {
        const double rounded = (in[i] * kGrid + kRounder) - kRounder, q = rounded < cap ? rounded : cap;
        ok &= rounded >= 0.0 && in[i] <= most && q <= limit;
        out[i] = q;
    }
    return ok;
}

// The shrunken radii, inflated; padding entries lie far away and never fail.
template <int W>
EFT_INLINE void inflate(Workspace& w, std::size_t n, double v) {
    const Vec<W> zero{};
    for (std::size_t i = 0; i < n; i += W) {
        const Vec<W> left = load<W>(&w.radius[i]) - v;
        store<W>(&w.inflated[i], (left > zero ? left : zero) * (1 + 0x1p-48));
    }
}

template <int W>
EFT_INLINE Result score(Rectangle box, std::span<const double> x, std::span<const double> y, std::span<const double> r,
                        std::span<double> repaired, Workspace& w) {
    const std::size_t n = x.size(), padded = n + 8;
    for (auto* array : {&w.x, &w.y, &w.radius, &w.inflated})
        if (array->size() < padded) array->resize(padded);
    constexpr double uncapped = std::numeric_limits<double>::infinity();
    const bool ok = quantise<W>(x.data(), w.x.data(), n, box.width, uncapped) & quantise<W>(y.data(), w.y.data(), n, box.height, uncapped) &
                    quantise<W>(r.data(), w.radius.data(), n, kGrid, kGrid);
    if (!ok) return fault_of(box, x, y, r);
    for (std::size_t i = n; i < padded; ++i) {
        w.x[i] = w.y[i] = 0x1p60;
        w.radius[i] = 0;
    }

    Result out;
    Vec<W> wall{};  // largest R - distance to the nearest wall, or 0
    const Vec<W> width = Vec<W>{} + box.width, height = Vec<W>{} + box.height;
    std::size_t i = 0;
    for (; i + W <= n; i += W) {
        const Vec<W> X = load<W>(&w.x[i]), Y = load<W>(&w.y[i]), right = width - X, top = height - Y;
        const Vec<W> a = X < right ? X : right, b = Y < top ? Y : top;
        const Vec<W> over = load<W>(&w.radius[i]) - (a < b ? a : b);
        wall = over > wall ? over : wall;
    }
    double v = 0;
    for (int k = 0; k < W; ++k) v = std::max(v, wall[k]);
    for (; i < n; ++i) v = std::max(v, w.radius[i] - std::min(std::min(w.x[i], box.width - w.x[i]), std::min(w.y[i], box.height - w.y[i])));
    if (v > 0) name_wall(w, box, n, v, out);

    inflate<W>(w, n, v);
    for (i = 0; i + 1 < n; ++i) {
        const Vec<W> X = Vec<W>{} + w.x[i], Y = Vec<W>{} + w.y[i], R = Vec<W>{} + w.inflated[i];
        Vec<W> least = Vec<W>{} + 1.0;
        for (std::size_t j = i + 1; j < n; j += W) {
            const Vec<W> dx = X - load<W>(&w.x[j]), dy = Y - load<W>(&w.y[j]), touch = R + load<W>(&w.inflated[j]);
            // gap >= 0 proves the pair: `touch` exceeds the true sum by 2^-48 relative, the rounding errors of both squares stay below
            // 2^-50.
            const Vec<W> gap = (dx * dx + dy * dy) - touch * touch;
            least = gap < least ? gap : least;
        }
        if (any_negative<W>(least)) {
            const double before = v;
            settle_row(w, n, i, v, out);
            if (v > before) inflate<W>(w, n, v);
        }
    }
    out.violation = static_cast<std::int64_t>(v);
    for (i = 0; i < n; ++i) {
        const double left = std::max(0.0, w.radius[i] - v);
        out.sum += static_cast<std::int64_t>(left);
        repaired[i] = left * (1 / kGrid);
    }
    return out;
}

#define EFT_PACKING_ARGUMENTS \
    Rectangle box, std::span<const double> x, std::span<const double> y, std::span<const double> r, std::span<double> out, Workspace &w
inline Result score_portable(EFT_PACKING_ARGUMENTS) { return score<2>(box, x, y, r, out, w); }
#ifdef EFT_X86
EFT_TARGET_AVX2 inline Result score_avx2(EFT_PACKING_ARGUMENTS) { return score<4>(box, x, y, r, out, w); }
EFT_TARGET_AVX512 inline Result score_avx512(EFT_PACKING_ARGUMENTS) {
    // half vectors for short rows: less padding
    return x.size() < 64 ? score<4>(box, x, y, r, out, w) : score<8>(box, x, y, r, out, w);
}
#endif
#undef EFT_PACKING_ARGUMENTS

inline Result score_in(Rectangle box, std::span<const double> x, std::span<const double> y, std::span<const double> r,
                       std::span<double> repaired, Workspace& w) {
#ifdef EFT_X86
    if (simd() == Simd::avx512) return score_avx512(box, x, y, r, repaired, w);
    if (simd() == Simd::avx2) return score_avx2(box, x, y, r, repaired, w);
#endif
    return score_portable(box, x, y, r, repaired, w);
}

}  // namespace detail

// x, y, r, repaired: n entries each; `repaired` is written for a valid packing only.
inline Result in_square(std::span<const double> x, std::span<const double> y, std::span<const double> r, std::span<double> repaired,
                        Workspace& w) {
    return detail::score_in({kGrid, kGrid}, x, y, r, repaired, w);
}

// A rectangle of perimeter 4: width `width` (0 < width < 2, quantised as well), height 2 - width.
inline Result in_rectangle(double width, std::span<const double> x, std::span<const double> y, std::span<const double> r,
                           std::span<double> repaired, Workspace& w) {
    const double W = detail::to_grid(width);
    if (!(W > 0 && W < 2 * kGrid)) {
        Result out;
        out.fault = Fault::width;
        return out;
    }
    return detail::score_in({W, 2 * kGrid - W}, x, y, r, repaired, w);
}

}  // namespace eft::packing
