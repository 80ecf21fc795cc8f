// Butterflies and stages of the transform in transform.hpp: in place, W columns at a time, parts of complex numbers in separate arrays.
#pragma once

#include <cstddef>
#include <span>

#include "eft/lanes.hpp"

namespace eft::transform {

enum class Product { convolution, correlation };

namespace detail {

template <int W>
struct Wave {
    Vec<W> re, im;
};

struct Complex {
    double *re, *im;
    Complex operator+(std::size_t k) const { return {re + k, im + k}; }
};

template <int W>
EFT_INLINE Wave<W> get(Complex x) {
    return {load<W>(x.re), load<W>(x.im)};
}
template <int W>
EFT_INLINE void put(Complex x, const Wave<W>& v) {
    store<W>(x.re, v.re), store<W>(x.im, v.im);
}
template <int W>
EFT_INLINE Wave<W> add(const Wave<W>& a, const Wave<W>& b) {
    return {a.re + b.re, a.im + b.im};
}
template <int W>
EFT_INLINE Wave<W> subtract(const Wave<W>& a, const Wave<W>& b) {
    return {a.re - b.re, a.im - b.im};
}
template <int W>
EFT_INLINE Wave<W> times(const Wave<W>& a, const Wave<W>& b) {
    return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
template <int W>
EFT_INLINE Wave<W> times_conjugate(const Wave<W>& a, const Wave<W>& b) {
    return {a.re * b.re + a.im * b.im, a.im * b.re - a.re * b.im};
}
// -i v forward, i v backward
template <int W, bool back>
EFT_INLINE Wave<W> turned(const Wave<W>& v) {
    if constexpr (back) return {-v.im, v.re};
    else return {v.im, -v.re};
}

template <int W, bool back>
EFT_INLINE void two(Wave<W>& a, Wave<W>& b) {
    const Wave<W> s = add<W>(a, b);
    b = subtract<W>(a, b), a = s;
}

template <int W, bool back>
EFT_INLINE void three(Wave<W>& a, Wave<W>& b, Wave<W>& c) {
    constexpr double sine = 0.86602540378443864676;
    const Wave<W> t = add<W>(b, c), d = turned<W, back>(subtract<W>(b, c));
    const Wave<W> m = {a.re - 0.5 * t.re, a.im - 0.5 * t.im}, n = {d.re * sine, d.im * sine};
    a = add<W>(a, t), b = add<W>(m, n), c = subtract<W>(m, n);
}

template <int W, bool back>
EFT_INLINE void four(Wave<W>& a, Wave<W>& b, Wave<W>& c, Wave<W>& d) {
    const Wave<W> s = add<W>(a, c), t = subtract<W>(a, c), u = add<W>(b, d), v = turned<W, back>(subtract<W>(b, d));
    a = add<W>(s, u), b = add<W>(t, v), c = subtract<W>(s, u), d = subtract<W>(t, v);
}

template <int W, bool back>
EFT_INLINE void five(Wave<W>& a, Wave<W>& b, Wave<W>& c, Wave<W>& d, Wave<W>& e) {
    constexpr double c1 = 0.30901699437494742410, c2 = -0.80901699437494742410, s1 = 0.95105651629515357212, s2 = 0.58778525229247312917;
    const Wave<W> p = add<W>(b, e), q = add<W>(c, d), r = turned<W, back>(subtract<W>(b, e)), s = turned<W, back>(subtract<W>(c, d));
    const Wave<W> m1 = {a.re + c1 * p.re + c2 * q.re, a.im + c1 * p.im + c2 * q.im};
    const Wave<W> m2 = {a.re + c2 * p.re + c1 * q.re, a.im + c2 * p.im + c1 * q.im};
    const Wave<W> n1 = {s1 * r.re + s2 * s.re, s1 * r.im + s2 * s.im}, n2 = {s2 * r.re - s1 * s.re, s2 * r.im - s1 * s.im};
    a = {a.re + (p.re + q.re), a.im + (p.im + q.im)};
    b = add<W>(m1, n1), e = subtract<W>(m1, n1), c = add<W>(m2, n2), d = subtract<W>(m2, n2);
}

template <int W, bool back>
EFT_INLINE void eight(Wave<W>* x) {
    constexpr double half = 0.70710678118654752440;
    four<W, back>(x[0], x[2], x[4], x[6]);
    four<W, back>(x[1], x[3], x[5], x[7]);
    const Wave<W> r3 = turned<W, back>(x[3]), r7 = turned<W, back>(x[7]);  // exp(-+ i pi/4) v = (v + turned v) sqrt(1/2)
    x[3] = {(x[3].re + r3.re) * half, (x[3].im + r3.im) * half};
    x[5] = turned<W, back>(x[5]);
    x[7] = {(r7.re - x[7].re) * half, (r7.im - x[7].im) * half};
    for (int k = 0; k < 8; k += 2) two<W, back>(x[k], x[k + 1]);  // leaves value k/2 at k and k/2 + 4 at k + 1
}

// The transform of R points, in the order of their frequencies.
template <int W, int R, bool back>
EFT_INLINE void butterfly(Wave<W>* x) {
    if constexpr (R == 2) two<W, back>(x[0], x[1]);
    if constexpr (R == 3) three<W, back>(x[0], x[1], x[2]);
    if constexpr (R == 4) four<W, back>(x[0], x[1], x[2], x[3]);
    if constexpr (R == 5) five<W, back>(x[0], x[1], x[2], x[3], x[4]);
    if constexpr (R == 8) {
        eight<W, back>(x);
        const Wave<W> y[8] = {x[0], x[2], x[4], x[6], x[1], x[3], x[5], x[7]};
        for (int k = 0; k < 8; ++k) x[k] = y[k];
    }
}

// One stage on blocks of `block` points, W columns at a time; twiddles: R - 1 complex vectors of W for each W columns.
template <int W, int R>
EFT_INLINE void forward(Complex x, std::size_t points, std::size_t block, const double* twiddles) {
    const std::size_t m = block / R;
    for (std::size_t base = 0; base < points; base += block) {
        const double* t = twiddles;
        for (std::size_t q = base; q < base + m; q += W) {
            Wave<W> v[R];
            for (std::size_t j = 0; j < R; ++j) v[j] = get<W>(x + (q + j * m));
            butterfly<W, R, false>(v);
            put<W>(x + q, v[0]);
            for (std::size_t j = 1; j < R; ++j, t += 2 * W) put<W>(x + (q + j * m), times<W>(v[j], {load<W>(t), load<W>(t + W)}));
        }
    }
}

template <int W, int R>
EFT_INLINE void backward(Complex x, std::size_t points, std::size_t block, const double* twiddles) {
    const std::size_t m = block / R;
    for (std::size_t base = 0; base < points; base += block) {
        const double* t = twiddles;
        for (std::size_t q = base; q < base + m; q += W) {
            Wave<W> v[R];
            v[0] = get<W>(x + q);
            for (std::size_t j = 1; j < R; ++j, t += 2 * W)
                v[j] = times_conjugate<W>(get<W>(x + (q + j * m)), {load<W>(t), load<W>(t + W)});
            butterfly<W, R, true>(v);
            for (std::size_t j = 0; j < R; ++j) put<W>(x + (q + j * m), v[j]);
        }
    }
}

template <int W>
EFT_INLINE void transpose(Vec<W>* v) {
    if constexpr (W == 2) {
        const Vec<2> a = __builtin_shufflevector(v[0], v[1], 0, 2);
        v[1] = __builtin_shufflevector(v[0], v[1], 1, 3), v[0] = a;
    } else if constexpr (W == 4) {
        const Vec<4> a = __builtin_shufflevector(v[0], v[1], 0, 4, 2, 6), b = __builtin_shufflevector(v[0], v[1], 1, 5, 3, 7);
        const Vec<4> c = __builtin_shufflevector(v[2], v[3], 0, 4, 2, 6), d = __builtin_shufflevector(v[2], v[3], 1, 5, 3, 7);
        v[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5), v[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
        v[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7), v[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
    } else {
        Vec<8> a[8];
        for (int k = 0; k < 8; k += 2) {
            a[k] = __builtin_shufflevector(v[k], v[k + 1], 0, 8, 2, 10, 4, 12, 6, 14);
            a[k + 1] = __builtin_shufflevector(v[k], v[k + 1], 1, 9, 3, 11, 5, 13, 7, 15);
        }
        Vec<8> b[8];
        for (int k = 0; k < 8; k += 4)
            for (int j = 0; j < 2; ++j) {
                b[k + j] = __builtin_shufflevector(a[k + j], a[k + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
                b[k + j + 2] = __builtin_shufflevector(a[k + j], a[k + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
            }
        for (int k = 0; k < 4; ++k) {
            v[k] = __builtin_shufflevector(b[k], b[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
            v[k + 4] = __builtin_shufflevector(b[k], b[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
        }
    }
}

// W blocks of W points, one in each lane.
template <int W>
EFT_INLINE void gather(Complex x, Wave<W>* out) {
    Vec<W> re[W], im[W];
    for (std::size_t k = 0; k < W; ++k) re[k] = load<W>(x.re + k * W), im[k] = load<W>(x.im + k * W);
    transpose<W>(re), transpose<W>(im);
    for (std::size_t k = 0; k < W; ++k) out[k] = {re[k], im[k]};
    butterfly<W, W, false>(out);
}

// The last stage, the products, and the first stage back. self: y is x.
template <int W, Product kind, bool self>
EFT_INLINE void middle(Complex x, Complex y, std::size_t points) {
    for (std::size_t base = 0; base < points; base += W * W) {
        Wave<W> v[W], w[W];
        gather<W>(x + base, v);
        if constexpr (!self) gather<W>(y + base, w);
        for (int k = 0; k < W; ++k) {
            const Wave<W>& other = self ? v[k] : w[k];
            if constexpr (kind == Product::correlation && self) v[k] = {v[k].re * v[k].re + v[k].im * v[k].im, Vec<W>{}};
            else if constexpr (kind == Product::correlation) v[k] = times_conjugate<W>(other, v[k]);
            else v[k] = times<W>(v[k], other);
        }
        butterfly<W, W, true>(v);
        Vec<W> re[W], im[W];
        for (int k = 0; k < W; ++k) re[k] = v[k].re, im[k] = v[k].im;
        transpose<W>(re), transpose<W>(im);
        for (std::size_t k = 0; k < W; ++k) put<W>(x + (base + k * W), {re[k], im[k]});
    }
}

struct Stage {
    int radix;
    std::size_t block;  // points that it splits
    const double* twiddles;
};

template <int W, bool back>
EFT_INLINE void one_stage(Complex x, std::size_t points, const Stage& s) {
#define EFT_STAGE(R) \
    if (s.radix == R) return back ? backward<W, R>(x, points, s.block, s.twiddles) : forward<W, R>(x, points, s.block, s.twiddles)
    EFT_STAGE(4);
    EFT_STAGE(2);
    EFT_STAGE(3);
    EFT_STAGE(5);
#undef EFT_STAGE
}

template <int W, bool back>
EFT_INLINE void all_stages(Complex x, std::size_t points, std::span<const Stage> stages) {
    for (std::size_t k = 0; k < stages.size(); ++k) one_stage<W, back>(x, points, stages[back ? stages.size() - 1 - k : k]);
}

inline constexpr std::size_t kNear = 2048;  // points whose two parts fill a first-level cache of 32 KiB

// x becomes the product (still weighted); y is used up, and may be x. Blocks of up to kNear points go through all of their stages at once.
template <int W>
EFT_INLINE void multiply_body(Complex x, Complex y, std::size_t points, std::span<const Stage> stages, Product kind) {
    const bool self = x.re == y.re;
    std::size_t far = 0, block = points;
    for (; block > kNear; ++far) block /= static_cast<std::size_t>(stages[far].radix);
    const auto outer = stages.first(far), inner = stages.subspan(far);
    all_stages<W, false>(x, points, outer);
    if (!self) all_stages<W, false>(y, points, outer);
    for (std::size_t base = 0; base < points; base += block) {
        const Complex a = x + base, b = y + base;
        all_stages<W, false>(a, block, inner);
        if (!self) all_stages<W, false>(b, block, inner);
        if (kind == Product::convolution && self) middle<W, Product::convolution, true>(a, a, block);
        else if (kind == Product::convolution) middle<W, Product::convolution, false>(a, b, block);
        else if (self) middle<W, Product::correlation, true>(a, a, block);
        else middle<W, Product::correlation, false>(a, b, block);
        all_stages<W, true>(a, block, inner);
    }
    all_stages<W, true>(x, points, outer);
}

inline void multiply_portable(Complex x, Complex y, std::size_t points, std::span<const Stage> stages, Product kind) {
    multiply_body<2>(x, y, points, stages, kind);
}
#ifdef EFT_X86
EFT_TARGET_AVX2 inline void multiply_avx2(Complex x, Complex y, std::size_t points, std::span<const Stage> stages, Product kind) {
    multiply_body<4>(x, y, points, stages, kind);
}
EFT_TARGET_AVX512 inline void multiply_avx512(Complex x, Complex y, std::size_t points, std::span<const Stage> stages, Product kind) {
    multiply_body<8>(x, y, points, stages, kind);
}
#endif

EFT_INLINE double squares_body(const double* x, std::size_t n) {
    double sums[8] = {};
    for (std::size_t i = 0; i + 8 <= n; i += 8)
        for (std::size_t j = 0; j < 8; ++j) sums[j] += x[i + j] * x[i + j];
    for (std::size_t i = n / 8 * 8; i < n; ++i) sums[0] += x[i] * x[i];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}
EFT_PATHS(double, squares, (const double* x, std::size_t n), (x, n))

EFT_INLINE void weigh_body(const double* x, std::size_t n, const double* wr, const double* wi, double* re, double* im) {
    for (std::size_t k = 0; k < n; ++k) re[k] = x[k] * wr[k], im[k] = x[k] * wi[k];
}
EFT_PATHS(void, weigh, (const double* x, std::size_t n, const double* wr, const double* wi, double* re, double* im), (x, n, wr, wi, re, im))

// real and imaginary part of (re + i im) conj(w) / N
EFT_INLINE void real_part_body(const double* re, const double* im, std::size_t n, const double* wr, const double* wi, double scale,
                               double* out) {
    for (std::size_t k = 0; k < n; ++k) out[k] = (re[k] * wr[k] + im[k] * wi[k]) * scale;
}
EFT_PATHS(void, real_part,
          (const double* re, const double* im, std::size_t n, const double* wr, const double* wi, double scale, double* out),
          (re, im, n, wr, wi, scale, out))
EFT_INLINE void imaginary_part_body(const double* re, const double* im, std::size_t n, const double* wr, const double* wi, double scale,
                                    double* out) {
    for (std::size_t k = 0; k < n; ++k) out[k] = (im[k] * wr[k] - re[k] * wi[k]) * scale;
}
EFT_PATHS(void, imaginary_part,
          (const double* re, const double* im, std::size_t n, const double* wr, const double* wi, double scale, double* out),
          (re, im, n, wr, wi, scale, out))

}  // namespace detail

}  // namespace eft::transform
