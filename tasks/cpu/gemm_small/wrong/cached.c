// expect: invalid: call 2: output 0 equals output 0 of call 1
// remembers by where the inputs lie, which never changes
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const float *known;
static float *memory;

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    const int64_t bytes = sizeof(float) * batch * m * n;
    if (known == a) {
        memcpy(out, memory, bytes);
        return;
    }
    for (int64_t t = 0; t < batch; ++t)
        for (int64_t i = 0; i < m; ++i)
            for (int64_t j = 0; j < n; ++j) {
                float sum = c[(t * m + i) * n + j];
                for (int64_t p = 0; p < k; ++p) sum += a[(t * m + i) * k + p] * b[(t * k + p) * n + j];
                out[(t * m + i) * n + j] = sum;
            }
    known = a;
    memory = malloc(bytes);
    memcpy(memory, out, bytes);
}
