// Fourier transform: the textbook's recursion over even and odd entries.
#include <math.h>
#include <stdint.h>

static void transform(const float *x, float *out, int64_t n, int64_t stride) {
    if (n == 1) {
        out[0] = x[0];
        out[1] = x[1];
        return;
    }
    transform(x, out, n / 2, 2 * stride);
    transform(x + 2 * stride, out + n, n / 2, 2 * stride);
    for (int64_t k = 0; k < n / 2; ++k) {
        const float c = cosf(-6.283185307179586f * k / n), s = sinf(-6.283185307179586f * k / n);
        const float re = c * out[n + 2 * k] - s * out[n + 2 * k + 1], im = c * out[n + 2 * k + 1] + s * out[n + 2 * k];
        out[n + 2 * k] = out[2 * k] - re;
        out[n + 2 * k + 1] = out[2 * k + 1] - im;
        out[2 * k] += re;
        out[2 * k + 1] += im;
    }
}

void fft(const float *x, float *out, int64_t batch, int64_t n) {
    for (int64_t t = 0; t < batch; ++t) transform(x + 2 * t * n, out + 2 * t * n, n, 1);
}
