// expect: invalid: wrote to input 2, which is read-only
// the sums are formed in c
#include <stdint.h>
#include <string.h>

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    float *sum = (float *)c;
    for (int64_t t = 0; t < batch; ++t)
        for (int64_t i = 0; i < m; ++i)
            for (int64_t j = 0; j < n; ++j)
                for (int64_t p = 0; p < k; ++p) sum[(t * m + i) * n + j] += a[(t * m + i) * k + p] * b[(t * k + p) * n + j];
    memcpy(out, sum, sizeof(float) * batch * m * n);
}
