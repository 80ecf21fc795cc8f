// profile: cheap; instance: kind=softmax
#include <math.h>
#include <stdint.h>
#include <string.h>

// Softmax of rows: eight lanes, exp by a polynomial, its sum in the same pass.

typedef float V __attribute__((vector_size(32), aligned(4)));
typedef float R __attribute__((vector_size(32)));
typedef int32_t I __attribute__((vector_size(32)));

// exp(x) for x <= 0: x = k ln 2 + r, |r| <= ln 2 / 2, Taylor to r^7 (error below 4e-9 relative); 0 below the smallest normal number.
static inline R exponential(R x) {
    const R shifted = x * 1.44269504f + 12582912.0f;  // 1.5 2^23: rounds to a whole number in the low bits
    const R k = shifted - 12582912.0f;
    const R r = (x - k * 0.693359375f) - k * -2.12194440e-4f;
    R p = 1.98412698e-4f * r + 1.38888889e-3f;
    p = p * r + 8.33333333e-3f;
    p = p * r + 4.16666667e-2f;
    p = p * r + 1.66666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    const I power = ((I)shifted << 23) + 0x3f800000;
    return (R)((I)(p * (R)power) & (x > -87.3f));
}

static inline R larger(R a, R b) {
    const I where = a > b;
    return (R)(((I)a & where) | ((I)b & ~where));
}

static inline float sum8(R v) { return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7])); }

static inline float exponential1(float x) { return exponential(x - (R){0})[0]; }

void softmax(const float *x, float *soft, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, soft += n) {
        R high = x[0] - (R){0}, exps = {0};
        int64_t j = 0;
        for (; j + 8 <= n; j += 8) high = larger(*(const V *)(x + j), high);
        float most = high[0];
        for (int k = 1; k < 8; ++k) most = high[k] > most ? high[k] : most;
        for (; j < n; ++j) most = x[j] > most ? x[j] : most;
        for (j = 0; j + 8 <= n; j += 8) {
            const R e = exponential(*(const V *)(x + j) - most);
            *(V *)(soft + j) = e;
            exps += e;
        }
        float total = sum8(exps);
        for (; j < n; ++j) total += soft[j] = exponential1(x[j] - most);
        const float part = 1 / total;
        for (j = 0; j < n; ++j) soft[j] *= part;
    }
}

// Layer norm of rows: two sums of eight lanes each for the mean and for the variance.


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

// log sum exp of ragged rows: eight lanes, exp by a polynomial; the last, partial vector of a row is filled up with -inf.

static inline R tail(const float *x, int64_t count) {
    R v = -INFINITY - (R){0};
    memcpy(&v, x, sizeof(float) * count);
    return v;
}

void log_sum_exp(const int32_t *start, const float *x, float *out, int64_t rows, int64_t entries) {
    for (int64_t i = 0; i < rows; ++i) {
        const float *row = x + start[i];
        const int64_t n = start[i + 1] - start[i], whole = n & ~7;
        const R rest = tail(row + whole, n - whole);
        R high = rest, sum = {0};
        for (int64_t j = 0; j < whole; j += 8) high = larger(*(const V *)(row + j), high);
        float most = high[0];
        for (int k = 1; k < 8; ++k) most = high[k] > most ? high[k] : most;
        for (int64_t j = 0; j < whole; j += 8) sum += exponential(*(const V *)(row + j) - most);
        out[i] = most + logf(sum8(sum + exponential(rest - most)));
    }
}
