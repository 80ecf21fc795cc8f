// Layer norm of rows: separate plain passes.
#include <math.h>
#include <stdint.h>

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
