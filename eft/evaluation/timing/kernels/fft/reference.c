// Fourier transform: Stockham's radix-2 order (no bit reversal), real and imaginary parts in separate arrays so that the inner loop is
// plain vector arithmetic, roots of unity from one table made in double precision at the first call.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static float *cosines, *sines;  // exp(-2 pi i k / length), k < length / 2
static int64_t length;

static void make_table(int64_t n) {
    free(cosines);
    cosines = malloc(sizeof(float) * n);
    sines = cosines + n / 2;
    for (int64_t k = 0; k < n / 2; ++k) {
        cosines[k] = (float)cos(-6.283185307179586 * (double)k / (double)n);
        sines[k] = (float)sin(-6.283185307179586 * (double)k / (double)n);
    }
    length = n;
}

// One step: `half` butterflies groups of `stride` neighbours; from (a, b) to (c, d).
static void step(const float *restrict a, const float *restrict b, float *restrict c, float *restrict d, int64_t half, int64_t stride) {
    const int64_t far = half * stride;
    for (int64_t p = 0; p < half; ++p) {
        const float wr = cosines[p * stride], wi = sines[p * stride];
        for (int64_t q = 0; q < stride; ++q) {
            const int64_t i = q + stride * p, j = q + stride * 2 * p;
            const float re = a[i] - a[i + far], im = b[i] - b[i + far];
            c[j] = a[i] + a[i + far];
            d[j] = b[i] + b[i + far];
            c[j + stride] = re * wr - im * wi;
            d[j + stride] = re * wi + im * wr;
        }
    }
}

void fft(const float *x, float *out, int64_t batch, int64_t n) {
    if (n != length) make_table(n);
    float *room = malloc(sizeof(float) * 4 * n), *a = room, *b = a + n, *c = b + n, *d = c + n;
    for (int64_t t = 0; t < batch; ++t, x += 2 * n, out += 2 * n) {
        for (int64_t k = 0; k < n; ++k) {
            a[k] = x[2 * k];
            b[k] = x[2 * k + 1];
        }
        for (int64_t half = n / 2, stride = 1; half >= 1; half /= 2, stride *= 2) {
            step(a, b, c, d, half, stride);
            float *keep = a;
            a = c, c = keep;
            keep = b, b = d, d = keep;
        }
        for (int64_t k = 0; k < n; ++k) {
            out[2 * k] = a[k];
            out[2 * k + 1] = b[k];
        }
    }
    free(room);
}
