// Approximate self-convolution and self-correlation of a real sequence by FFT, with a proved bound on the error of every entry.
//
// Only ever a filter: it tells which knots or lags cannot be the largest; whatever it leaves is computed in integers.
//
// The bound. A transform of 2^L points by radix-2 stages with twiddles good to one rounding has a relative error of at most
// eps = 10 u (L + 2) in the 2-norm (u = 2^-53; Higham, Accuracy and Stability of Numerical Algorithms, 2002, theorem 24.2 gives about 7 u
// per stage; a radix-4 stage counts as two, splitting a real sequence into halves as one). With X the transform of x, the product spectrum
// is off by at most (2 eps + 3u) |X|^2 in the 1-norm, which the inverse turns into (2 eps + 3u) |x|_2^2 per entry, and adds its own
// eps |x*x|_2 <= eps |x|_1 |x|_2 (Young). Together less than eps (|x|_1 |x|_2 + 3 |x|_2^2), the second-order terms included.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "eft/lanes.hpp"

namespace eft::spectrum {

enum class Product { convolution, correlation };

namespace detail {

struct Complex {
    double *re, *im;
};

// One radix-4 step of Stockham's self-sorting transform, W columns at a time: `points` remain, `s` (a multiple of W) transforms interleave.
template <int W>
EFT_INLINE void quarter(std::size_t points, std::size_t s, const double* wr, const double* wi, Complex x, Complex y) {
    const std::size_t m = points / 4, block = s * m;
    for (std::size_t p = 0; p < m; ++p) {
        const double w1r = wr[p * s], w1i = wi[p * s], w2r = wr[2 * p * s], w2i = wi[2 * p * s], w3r = wr[3 * p * s], w3i = wi[3 * p * s];
        for (std::size_t q = 0; q < s; q += W) {
            const double *r = x.re + s * p + q, *i = x.im + s * p + q;
            const Vec<W> ar = load<W>(r), br = load<W>(r + block), cr = load<W>(r + 2 * block), dr = load<W>(r + 3 * block);
            const Vec<W> ai = load<W>(i), bi = load<W>(i + block), ci = load<W>(i + 2 * block), di = load<W>(i + 3 * block);
            const Vec<W> sr = ar + cr, si = ai + ci, tr = ar - cr, ti = ai - ci, ur = br + dr, ui = bi + di, vr = br - dr, vi = bi - di;
            const Vec<W> er = tr + vi, ei = ti - vr, fr = sr - ur, fi = si - ui, gr = tr - vi, gi = ti + vr;
            double *outr = y.re + 4 * s * p + q, *outi = y.im + 4 * s * p + q;
            store<W>(outr, sr + ur), store<W>(outi, si + ui);
            store<W>(outr + s, er * w1r - ei * w1i), store<W>(outi + s, er * w1i + ei * w1r);
            store<W>(outr + 2 * s, fr * w2r - fi * w2i), store<W>(outi + 2 * s, fr * w2i + fi * w2r);
            store<W>(outr + 3 * s, gr * w3r - gi * w3i), store<W>(outi + 3 * s, gr * w3i + gi * w3r);
        }
    }
}

// Forward transform of `points` values in `x`, with `y` as room; true if the result ended in `y`.
template <int W>
EFT_INLINE bool transform(std::size_t points, const double* wr, const double* wi, Complex x, Complex y) {
    bool swapped = false;
    std::size_t rest = points, s = 1;
    for (; rest >= 4; rest /= 4, s *= 4) {
        if (s == 1) quarter<1>(rest, s, wr, wi, x, y);
        else if (s == 4) quarter < W<4 ? W : 4>(rest, s, wr, wi, x, y);
        else quarter<W>(rest, s, wr, wi, x, y);
        std::swap(x, y);
        swapped = !swapped;
    }
    if (rest == 2) {
        for (std::size_t q = 0; q < s; ++q) {
            const double ar = x.re[q], ai = x.im[q], br = x.re[q + s], bi = x.im[q + s];
            y.re[q] = ar + br, y.im[q] = ai + bi, y.re[q + s] = ar - br, y.im[q + s] = ai - bi;
        }
        swapped = !swapped;
    }
    return swapped;
}

#ifdef EFT_X86
EFT_TARGET_AVX2 inline bool transform_avx2(std::size_t points, const double* wr, const double* wi, Complex x, Complex y) {
    return transform<4>(points, wr, wi, x, y);
}
EFT_TARGET_AVX512 inline bool transform_avx512(std::size_t points, const double* wr, const double* wi, Complex x, Complex y) {
    return transform<8>(points, wr, wi, x, y);
}
#endif

inline bool transform_here(std::size_t points, const double* wr, const double* wi, Complex x, Complex y) {
#ifdef EFT_X86
    if (simd() == Simd::avx512) return transform_avx512(points, wr, wi, x, y);
    if (simd() == Simd::avx2) return transform_avx2(points, wr, wi, x, y);
#endif
    return transform<2>(points, wr, wi, x, y);
}

}  // namespace detail

class Filter {
  public:
    // out[m] = sum_i x[i] x[m - i] (convolution, 2n-1 entries) or sum_i x[i] x[i + m] (correlation, n entries), each within the returned
    // error of the exact sum.
    double self_product(std::span<const double> x, Product kind, std::vector<double>& out) {
        const std::size_t n = x.size(), points = std::bit_ceil(n);  // 2 points >= 2n - 1 reals, as `points` complex numbers
        prepare(points);
        double one = 0, two = 0;
        for (const double v : x) one += std::fabs(v), two += v * v;
        for (std::size_t i = 0; i < points; ++i) {
            re_[i] = 2 * i < n ? x[2 * i] : 0.0;
            im_[i] = 2 * i + 1 < n ? x[2 * i + 1] : 0.0;
        }
        transform();
        multiply(kind);
        std::swap(re_, im_);  // swapping the parts before and after turns the forward transform into the inverse
        transform();
        std::swap(re_, im_);
        out.resize(kind == Product::convolution ? 2 * n - 1 : n);
        const double scale = 1.0 / static_cast<double>(points);
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = (i % 2 ? im_ : re_)[i / 2] * scale;
        const double eps = 10 * 0x1p-53 * static_cast<double>(std::bit_width(points) + 2);
        return 1.001 * eps * (one * std::sqrt(two) + 3 * two);  // 1.001: the rounding of this line and of the norms
    }

  private:
    void prepare(std::size_t points) {
        for (auto* v : {&re_, &im_, &other_re_, &other_im_}) v->resize(points);
        if (cosine_.size() == points) return;
        cosine_.resize(points), sine_.resize(points), half_cosine_.resize(points), half_sine_.resize(points);
        for (std::size_t k = 0; k < points; ++k) {
            const long double angle =
                -2 * 3.14159265358979323846264338327950288L * static_cast<long double>(k) / static_cast<long double>(points);
            cosine_[k] = static_cast<double>(std::cos(angle)), sine_[k] = static_cast<double>(std::sin(angle));
            half_cosine_[k] = static_cast<double>(std::cos(angle / 2)), half_sine_[k] = static_cast<double>(std::sin(angle / 2));
        }
    }

    void transform() {
        if (detail::transform_here(re_.size(), cosine_.data(), sine_.data(), {re_.data(), im_.data()},
                                   {other_re_.data(), other_im_.data()})) {
            std::swap(re_, other_re_);
            std::swap(im_, other_im_);
        }
    }

    // From the transform Z of even + i odd entries to X (of the real sequence), to its product P with itself, and back to the same form.
    // X_k = E + w O and conj X_{N-k} = E - w O with E = (Z_k + conj Z_{N-k})/2, O = (Z_k - conj Z_{N-k})/2i, w = exp(-pi i k / N).
    void multiply(Product kind) {
        const std::size_t points = re_.size();
        for (std::size_t k = 0; k <= points / 2; ++k) {
            const std::size_t l = (points - k) & (points - 1);
            const double er = (re_[k] + re_[l]) / 2, ei = (im_[k] - im_[l]) / 2, or_ = (im_[k] + im_[l]) / 2, oi = (re_[l] - re_[k]) / 2;
            const double wr = half_cosine_[k], wi = half_sine_[k], tr = or_ * wr - oi * wi, ti = or_ * wi + oi * wr;
            const double ar = er + tr, ai = ei + ti, br = er - tr, bi = ei - ti;  // X_k and conj X_{N-k}
            double pr, pi, qr, qi;                                                // P_k and conj P_{N-k}
            if (kind == Product::convolution) pr = ar * ar - ai * ai, pi = 2 * ar * ai, qr = br * br - bi * bi, qi = 2 * br * bi;
            else pr = ar * ar + ai * ai, pi = 0, qr = br * br + bi * bi, qi = 0;
            const double fr = (pr + qr) / 2, fi = (pi + qi) / 2, gr = (pr - qr) / 2, gi = (pi - qi) / 2;
            const double hr = gr * wr + gi * wi, hi = gi * wr - gr * wi;  // (P_k - conj P_{N-k}) / 2w: the odd half
            re_[k] = fr - hi, im_[k] = fi + hr;                           // E + i O
            re_[l] = fr + hi, im_[l] = hr - fi;                           // conj E + i conj O
        }
    }

    std::vector<double> re_, im_, other_re_, other_im_, cosine_, sine_, half_cosine_, half_sine_;
};

inline constexpr std::size_t kFrom = 192;  // pieces from which a filter pays

// For each block of `size` entries: could one of them be the largest of all exact values, given values within `error` of them?
inline void contenders(std::span<const double> values, double error, std::size_t size, std::vector<char>& out) {
    const double least = *std::max_element(values.begin(), values.end()) - 2 * error;
    out.assign((values.size() + size - 1) / size, 0);
    for (std::size_t k = 0; k < values.size(); ++k) out[k / size] |= values[k] >= least;
}

}  // namespace eft::spectrum
