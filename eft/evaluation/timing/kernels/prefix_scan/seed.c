// Inclusive sum scan: one addition after another.
#include <stdint.h>

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    for (int64_t i = 0; i < n; ++i) {
        sum += x[i];
        out[i] = sum;
    }
}
