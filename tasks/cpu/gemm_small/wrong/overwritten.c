// expect: invalid: output 0 differs at
// c is not added
#include <stdint.h>

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    for (int64_t t = 0; t < batch; ++t)
        for (int64_t i = 0; i < m; ++i)
            for (int64_t j = 0; j < n; ++j) {
                float sum = 0;
                for (int64_t p = 0; p < k; ++p) sum += a[(t * m + i) * k + p] * b[(t * k + p) * n + j];
                out[(t * m + i) * n + j] = sum;
            }
}
