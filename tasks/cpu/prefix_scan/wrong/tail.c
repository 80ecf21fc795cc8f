// expect: invalid: output 0 was not written: 3 of 1003 entries
// numbers by fours, without the rest
#include <stdint.h>

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    for (int64_t i = 0; i < n / 4 * 4; ++i) out[i] = sum += x[i];
}
