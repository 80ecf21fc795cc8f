// Sum scan by segments: one addition after another.
#include <stdint.h>

void segmented_scan(const uint32_t *x, const uint8_t *flag, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    for (int64_t i = 0; i < n; ++i) {
        if (flag[i]) sum = 0;
        sum += x[i];
        out[i] = sum;
    }
}
