// Exact sums of products of two integer sequences: which of them can be the largest, and their values.
//
// First a transform gives every sum within a proved error E. What it cannot decide is computed in integers, one of two ways:
//  - directly, term by term, where few sums are asked for;
//  - for many, from the same sums modulo t numbers of k bits. Modulo m the entries are at most m/2, and a transform whose proved error is
//    below 1/2 gives the sums of their products by rounding to the nearest integer. A sum is then known modulo the product M of the
//    moduli and within E; M > 2E leaves one integer. Moduli: 2^k, 2^k -+ 1, 2^k -+ 3, pairwise coprime for every k >= 3, as two of them
//    differ by 1, 2, 3, 4 or 6, all but the first are odd, and 3 divides neither 2^k - 3 nor 2^k + 3.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "eft/dispatch.hpp"
#include "eft/transform.hpp"
#include "eft/wide.hpp"

namespace eft::products {

using transform::Product;
using Place = std::uint32_t;

inline constexpr std::size_t kDirect = 32;     // pieces below which a transform does not pay
inline constexpr std::size_t kMostModuli = 5;  // enough for 2^20 entries of 41 bits whatever their residues

namespace detail {

inline constexpr double kRounder = 0x1.8p52;  // x + kRounder - kRounder is the nearest integer for |x| < 2^51

EFT_INLINE double reduced(double x, double modulus, double inverse) { return x - modulus * ((x * inverse + kRounder) - kRounder); }

// The residues nearest to 0, for |x| < 2^53. Returns the sum of their squares.
EFT_INLINE double reduce_body(const double* x, std::size_t n, double modulus, double* out) {
    const double inverse = 1 / modulus;
    for (std::size_t i = 0; i < n; ++i) out[i] = reduced(x[i], modulus, inverse);
    return transform::detail::squares_body(out, n);
}
EFT_PATHS(double, reduce, (const double* x, std::size_t n, double modulus, double* out), (x, n, modulus, out))

EFT_INLINE void widen_body(const std::int64_t* in, std::size_t n, double* out) {
    for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<double>(in[i]);
}
EFT_PATHS(void, widen, (const std::int64_t* in, std::size_t n, double* out), (in, n, out))

// Rounded sums of one chunk of places: a row for each modulus, `stride` apart.
struct Digits {
    double* first;
    std::size_t count, stride;
    double* row(std::size_t i) const { return first + i * stride; }
};

// Row i becomes the part of the sums, known modulo the first i + 1 moduli, that the rows before leave (Garner 1959); the nearest to 0.
template <std::size_t i>
EFT_INLINE void mix_row(Digits digits, const double* modulus, double factor) {
    const double m = modulus[i], q = 1 / m;
    double* row = digits.row(i);
    for (std::size_t j = 0; j < digits.count; ++j) {
        double v = 0;
        for (std::size_t l = i; l-- > 0;) v = reduced(v * modulus[l] + digits.row(l)[j], m, q);
        row[j] = reduced(reduced(row[j] - v, m, q) * factor, m, q);
    }
}

// The rows become digits in the mixed radix of the moduli. quotient: approximate sums; become how many times the product of the moduli must
// be added to what the digits stand for to come nearest.
EFT_INLINE void mix_body(Digits digits, std::size_t moduli, const double* modulus, const double* factor, double* quotient) {
    mix_row<0>(digits, modulus, factor[0]);
    if (moduli > 1) mix_row<1>(digits, modulus, factor[1]);
    if (moduli > 2) mix_row<2>(digits, modulus, factor[2]);
    if (moduli > 3) mix_row<3>(digits, modulus, factor[3]);
    if (moduli > 4) mix_row<4>(digits, modulus, factor[4]);
    double product = 1;
    for (std::size_t i = 0; i < moduli; ++i) {
        for (std::size_t j = 0; j < digits.count; ++j) quotient[j] -= digits.row(i)[j] * product;
        product *= modulus[i];
    }
    const double inverse = 1 / product;
    for (std::size_t j = 0; j < digits.count; ++j) quotient[j] = (quotient[j] * inverse + kRounder) - kRounder;
}
EFT_PATHS(void, mix, (Digits digits, std::size_t moduli, const double* modulus, const double* factor, double* quotient),
          (digits, moduli, modulus, factor, quotient))

inline std::int64_t inverse_modulo(std::int64_t a, std::int64_t m) {
    std::int64_t r = m, s = a % m, x = 0, y = 1;
    while (s != 0) {
        const std::int64_t q = r / s;
        r = std::exchange(s, r - q * s);
        x = std::exchange(y, x - q * y);
    }
    return (x % m + m) % m;
}

}  // namespace detail

// Of x and y (which may be the same), with |entries| at most 2^41 and at most 2^20 of them each:
//   convolution   sum_i x_i y_{p-i}, p = 0 .. nx + ny - 2
//   correlation   sum_i x_i y_{i+p-(nx-1)}, p = 0 .. nx + ny - 2; of a sequence with itself sum_i x_i x_{i+p}, p = 0 .. nx - 1
class Products {
  public:
    std::vector<double> values;  // approximate sums, each within the error that `approximate` returned
    std::vector<Place> places;   // asked for
    std::vector<i128> exact;     // the sums at `places`

    double approximate(std::span<const std::int64_t> x, std::span<const std::int64_t> y, Product kind) {
        x_ = x, y_ = y, kind_ = kind, self_ = x.data() == y.data() && x.size() == y.size();
        widen(x, wide_x_);
        if (!self_) widen(y, wide_y_);
        return error_ = multiply(wide_x_, self_ ? wide_x_ : wide_y_, values);
    }

    // Instead of `approximate`: all sums at once.
    void all(std::span<const std::int64_t> x, std::span<const std::int64_t> y, Product kind) {
        x_ = x, y_ = y, kind_ = kind, self_ = x.data() == y.data() && x.size() == y.size();
        places.resize(x.size() + (self_ && kind == Product::correlation ? 0 : y.size() - 1));
        std::iota(places.begin(), places.end(), Place{0});
        if (!worth_a_transform()) return directly();
        approximate(x, y, kind);
        modularly();
    }

    // Fills `exact` from `places`.
    void settle() { worth_a_transform() ? modularly() : directly(); }

    // The sum at p, term by term.
    i128 one(std::size_t p) const {
        const Terms t = terms(p);
        const std::int64_t* y = y_.data() + t.to;
        i128 sum = 0;
        if (kind_ == Product::correlation) {
            for (std::size_t i = 0; i < t.count; ++i) sum += static_cast<i128>(x_[t.from + i]) * y[i];
            return sum;
        }
        if (!self_) {
            for (std::size_t i = 0; i < t.count; ++i) sum += static_cast<i128>(x_[t.from + i]) * *(y - i);
            return sum;
        }
        for (std::size_t i = 0; i < t.count / 2; ++i) sum += static_cast<i128>(x_[t.from + i]) * *(y - i);  // the same terms from both ends
        const std::int64_t middle = t.count % 2 ? x_[p / 2] : 0;
        return 2 * sum + static_cast<i128>(middle) * middle;
    }

  private:
    struct Terms {
        std::size_t from, to, count;  // first indices into x and y
    };

    Terms terms(std::size_t p) const {
        const std::size_t nx = x_.size(), ny = y_.size();
        if (kind_ == Product::convolution) {
            const std::size_t from = p + 1 > ny ? p + 1 - ny : 0, end = std::min(p + 1, nx);
            return {from, p - from, end - from};
        }
        if (self_) return {0, p, nx - p};
        const std::size_t from = p + 1 < nx ? nx - 1 - p : 0, to = p + 1 < nx ? 0 : p - (nx - 1);
        return {from, to, std::min(nx - from, ny - to)};
    }

    double multiply(const std::vector<double>& x, const std::vector<double>& y, std::vector<double>& out) {
        return kind_ == Product::convolution ? multiplier_.convolve(x, y, out) : multiplier_.correlate(x, y, out);
    }

    static void widen(std::span<const std::int64_t> in, std::vector<double>& out) {
        out.resize(in.size());
        detail::widen(in.data(), in.size(), out.data());
    }

    // A transform costs about as much as 1.5 products for each point and level (measured with 2, 4 lanes; 3 moduli).
    bool worth_a_transform() const {
        const std::size_t n = std::max(x_.size(), y_.size());
        if (n < kDirect) return false;
        const double budget = 1.5 * 3 * (self_ ? 1.0 : 1.5) * static_cast<double>(n * static_cast<std::size_t>(std::bit_width(n))) + 400;
        double terms_left = budget * (self_ && kind_ == Product::convolution ? 2 : 1);
        for (const Place p : places)
            if ((terms_left -= static_cast<double>(terms(p).count)) < 0) return true;
        return false;
    }

    void directly() {
        exact.resize(places.size());
        std::transform(places.begin(), places.end(), exact.begin(), [this](Place p) { return one(p); });
    }

    void modularly() {
        const std::size_t n = std::max(x_.size(), y_.size());
        int bits = 21;  // start where residues spread evenly would be proved
        while (multiplier_.bound() * static_cast<double>(n) * std::ldexp(1.0 / 12, 2 * bits) > 0.45) --bits;
        for (; bits >= 4; --bits)
            if (with_bits(bits)) return;
        directly();
    }

    // False where some residues are too large for this many bits, or all the moduli too few.
    bool with_bits(int bits) {
        const double power = std::ldexp(1.0, bits), offsets[kMostModuli] = {0, -1, 1, -3, 3};
        std::array<double, kMostModuli> modulus{}, inverse{};
        std::size_t moduli = 0;
        // 2 E and 8 more roundings of approximate sums in `mix`, which are at most error / bound, bound at least 50 u
        const double least = 2.4 * error_ + 4;
        double product = 1;
        for (; moduli < kMostModuli && product <= least; ++moduli) product *= modulus[moduli] = power + offsets[moduli];
        if (!(product > least)) return false;
        const std::size_t count = places.size();
        digits_.resize(moduli * count);
        for (std::size_t i = 0; i < moduli; ++i) {
            residue_x_.resize(x_.size());
            const double squares = detail::reduce(wide_x_.data(), x_.size(), modulus[i], residue_x_.data());
            double other = squares;
            if (!self_) {
                residue_y_.resize(y_.size());
                other = detail::reduce(wide_y_.data(), y_.size(), modulus[i], residue_y_.data());
            }
            if (!(multiplier_.bound() * std::sqrt(squares) * std::sqrt(other) < 0.499)) return false;
            multiply(residue_x_, self_ ? residue_x_ : residue_y_, sums_);
            for (std::size_t j = 0; j < count; ++j) digits_[i * count + j] = (sums_[places[j]] + detail::kRounder) - detail::kRounder;
            i128 before = 1;
            const auto m = static_cast<std::int64_t>(modulus[i]);
            for (std::size_t l = 0; l < i; ++l) before = before * static_cast<std::int64_t>(modulus[l]) % m;
            inverse[i] = static_cast<double>(detail::inverse_modulo(static_cast<std::int64_t>(before), m));
        }
        exact.resize(count);
        for (std::size_t begin = 0; begin < count; begin += kChunk)
            lift(begin, std::min(kChunk, count - begin), moduli, modulus.data(), inverse.data());
        return true;
    }

    // exact = digits in the mixed radix + quotient (product of the moduli), for one chunk of places
    void lift(std::size_t begin, std::size_t count, std::size_t moduli, const double* modulus, const double* factor) {
        std::array<double, kChunk> quotient;
        std::array<std::int64_t, kMostModuli> m{};
        for (std::size_t j = 0; j < count; ++j) quotient[j] = values[places[begin + j]];
        detail::mix({digits_.data() + begin, count, places.size()}, moduli, modulus, factor, quotient.data());
        i128 product = 1;
        for (std::size_t i = 0; i < moduli; ++i) product *= m[i] = static_cast<std::int64_t>(modulus[i]);
        if (product >> 62 == 0) lift_as<std::int64_t>(begin, count, moduli, m, static_cast<std::int64_t>(product), quotient.data());
        else lift_as<i128>(begin, count, moduli, m, product, quotient.data());
    }

    template <class Integer>
    void lift_as(std::size_t begin, std::size_t count, std::size_t moduli, const std::array<std::int64_t, kMostModuli>& m, Integer product,
                 const double* quotient) {
        for (std::size_t j = 0; j < count; ++j) {
            Integer v = 0;
            for (std::size_t i = moduli; i-- > 0;) v = v * m[i] + static_cast<std::int64_t>(digits_[i * places.size() + begin + j]);
            exact[begin + j] = v + static_cast<i128>(product) * static_cast<std::int64_t>(quotient[j]);
        }
    }

    static constexpr std::size_t kChunk = 512;  // places at a time: their digits stay in the first-level cache

    std::span<const std::int64_t> x_, y_;
    Product kind_ = Product::convolution;
    bool self_ = true;
    double error_ = 0;
    transform::Multiplier multiplier_;
    std::vector<double> wide_x_, wide_y_, residue_x_, residue_y_, sums_, digits_;
};

EFT_INLINE double largest_body(const double* v, std::size_t n) {
    double top[8];
    for (double& t : top) t = v[0];
    for (std::size_t i = 0; i + 8 <= n; i += 8)
        for (std::size_t j = 0; j < 8; ++j) top[j] = v[i + j] > top[j] ? v[i + j] : top[j];
    for (std::size_t i = n / 8 * 8; i < n; ++i) top[0] = v[i] > top[0] ? v[i] : top[0];
    return *std::max_element(top, top + 8);
}
EFT_PATHS(double, largest, (const double* v, std::size_t n), (v, n))

// Lists the places of all values within 2 error of the largest: only they can hold the largest exact one.
inline void contenders(std::span<const double> values, double error, std::vector<Place>& out) {
    const double least = largest(values.data(), values.size()) - 2 * error;
    out.clear();
    const std::size_t n = values.size();
    for (std::size_t begin = 0; begin < n; begin += 16) {
        const std::size_t end = std::min(n, begin + 16);
        double top = values[begin];
        for (std::size_t k = begin + 1; k < end; ++k) top = std::max(top, values[k]);
        for (std::size_t k = begin; top >= least && k < end; ++k)
            if (values[k] >= least) out.push_back(static_cast<Place>(k));
    }
}

// Room of the scorers that use such sums; large, so kept between calls.
struct Workspace {
    std::vector<std::int64_t> heights, other;  // heights: as they are scored
    std::vector<double> scores;                // approximate, of lags or knots
    std::vector<i128> values;
    Products sums;
};

}  // namespace eft::products
