// profile: cheap; instance: kind=long
#include <stdint.h>

// EVOLVE-BLOCK-START
// Inclusive sum scan: one addition after another.

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    for (int64_t i = 0; i < n; ++i) {
        sum += x[i];
        out[i] = sum;
    }
}

// Sum scan by segments: one addition after another.

void segmented_scan(const uint32_t *x, const uint8_t *flag, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    for (int64_t i = 0; i < n; ++i) {
        if (flag[i]) sum = 0;
        sum += x[i];
        out[i] = sum;
    }
}
// EVOLVE-BLOCK-END
