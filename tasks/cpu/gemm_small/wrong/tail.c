// expect: invalid: output 0 differs at
// steps of three along k, the rest is left out
#include <stdint.h>

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    for (int64_t t = 0; t < batch; ++t)
        for (int64_t i = 0; i < m; ++i)
            for (int64_t j = 0; j < n; ++j) {
                float sum = c[(t * m + i) * n + j];
                for (int64_t p = 0; p + 3 <= k; p += 3)
                    for (int64_t q = p; q < p + 3; ++q) sum += a[(t * m + i) * k + q] * b[(t * k + q) * n + j];
                out[(t * m + i) * n + j] = sum;
            }
}
