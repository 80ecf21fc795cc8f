// Layer norm of rows: two sums of eight lanes each for the mean and for the variance.
#include <math.h>
#include <stdint.h>

typedef float V __attribute__((vector_size(32), aligned(4)));
typedef float R __attribute__((vector_size(32)));

static inline float sum8(R v) { return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7])); }

void layer_norm(const float *x, const float *restrict scale, const float *restrict shift, float *restrict norm, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, norm += n) {
        R sums[2] = {{0}, {0}}, squares[2] = {{0}, {0}};
        int64_t j = 0;
        for (; j + 16 <= n; j += 16) {
            sums[0] += *(const V *)(x + j);
            sums[1] += *(const V *)(x + j + 8);
        }
        float mean = sum8(sums[0] + sums[1]);
        for (; j < n; ++j) mean += x[j];
        mean /= (float)n;
        for (j = 0; j + 16 <= n; j += 16) {
            const R a = *(const V *)(x + j) - mean, b = *(const V *)(x + j + 8) - mean;
            squares[0] += a * a;
            squares[1] += b * b;
        }
        float variance = sum8(squares[0] + squares[1]);
        for (; j < n; ++j) variance += (x[j] - mean) * (x[j] - mean);
        const float inverse = 1 / sqrtf(variance / (float)n + 1e-5f);
        for (j = 0; j < n; ++j) norm[j] = (x[j] - mean) * inverse * scale[j] + shift[j];
    }
}
