// expect: invalid: output 0 differs at [64]
// every block begins at zero
#include <stdint.h>

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    for (int64_t i = 0; i < n; ++i) {
        if (i % 64 == 0) sum = 0;
        out[i] = sum += x[i];
    }
}
