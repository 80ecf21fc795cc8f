// expect: invalid: call 1: output 0 was not written
#include <stdint.h>

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
}
