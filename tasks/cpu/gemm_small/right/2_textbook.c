// profile: cheap; instance: size=64x64x64
// Another order of the loops: rows of b are read, and rows of out written, from end to end.
#include <stdint.h>

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    for (int64_t t = 0; t < batch; ++t)
        for (int64_t i = 0; i < m; ++i) {
            float *restrict row = out + (t * m + i) * n;
            for (int64_t j = 0; j < n; ++j) row[j] = c[(t * m + i) * n + j];
            for (int64_t p = 0; p < k; ++p) {
                const float factor = a[(t * m + i) * k + p];
                const float *restrict line = b + (t * k + p) * n;
                for (int64_t j = 0; j < n; ++j) row[j] += factor * line[j];
            }
        }
}
