// expect: invalid: touched
// one row too many
#include <stdint.h>

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    for (int64_t i = 0; i <= batch * m; ++i)
        for (int64_t j = 0; j < n; ++j) out[i * n + j] = 0;
}
