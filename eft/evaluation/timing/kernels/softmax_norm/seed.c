// Softmax and layer norm: separate plain passes, the C library's expf.
#include <math.h>
#include <stdint.h>

void softmax_norm(const float *x, const float *scale, const float *shift, float *soft, float *norm, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, soft += n, norm += n) {
        float most = x[0], total = 0, mean = 0, variance = 0;
        for (int64_t j = 1; j < n; ++j) most = fmaxf(most, x[j]);
        for (int64_t j = 0; j < n; ++j) total += soft[j] = expf(x[j] - most);
        for (int64_t j = 0; j < n; ++j) soft[j] /= total;
        for (int64_t j = 0; j < n; ++j) mean += x[j];
        mean /= n;
        for (int64_t j = 0; j < n; ++j) variance += (x[j] - mean) * (x[j] - mean);
        const float inverse = 1 / sqrtf(variance / n + 1e-5f);
        for (int64_t j = 0; j < n; ++j) norm[j] = (x[j] - mean) * inverse * scale[j] + shift[j];
    }
}
