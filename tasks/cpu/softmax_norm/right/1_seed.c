// profile: cheap; instance: kind=softmax
#include <math.h>
#include <stdint.h>

// EVOLVE-BLOCK-START
// Softmax of rows: separate plain passes, the C library's expf.

void softmax(const float *x, float *soft, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, soft += n) {
        float most = x[0], total = 0;
        for (int64_t j = 1; j < n; ++j) most = fmaxf(most, x[j]);
        for (int64_t j = 0; j < n; ++j) total += soft[j] = expf(x[j] - most);
        for (int64_t j = 0; j < n; ++j) soft[j] /= total;
    }
}

// Layer norm of rows: separate plain passes.

void layer_norm(const float *x, const float *scale, const float *shift, float *norm, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, norm += n) {
        float mean = 0, variance = 0;
        for (int64_t j = 0; j < n; ++j) mean += x[j];
        mean /= n;
        for (int64_t j = 0; j < n; ++j) variance += (x[j] - mean) * (x[j] - mean);
        const float inverse = 1 / sqrtf(variance / n + 1e-5f);
        for (int64_t j = 0; j < n; ++j) norm[j] = (x[j] - mean) * inverse * scale[j] + shift[j];
    }
}

// log sum exp of ragged rows: two plain passes, the C library's expf and logf.

void log_sum_exp(const int32_t *start, const float *x, float *out, int64_t rows, int64_t entries) {
    for (int64_t i = 0; i < rows; ++i) {
        float most = x[start[i]], total = 0;
        for (int32_t j = start[i]; j < start[i + 1]; ++j) most = fmaxf(most, x[j]);
        for (int32_t j = start[i]; j < start[i + 1]; ++j) total += expf(x[j] - most);
        out[i] = most + logf(total);
    }
}
// EVOLVE-BLOCK-END
