// expect: invalid: output 0 differs at [0]: 0 instead of
// sums of the numbers before
#include <stdint.h>

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    for (int64_t i = 0; i < n; ++i) {
        out[i] = sum;
        sum += x[i];
    }
}
