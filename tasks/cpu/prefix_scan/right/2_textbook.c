// profile: cheap; instance: kind=long
// Four numbers at a time: their own sums do not wait for what came before.
#include <stdint.h>

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    uint32_t sum = 0;
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const uint32_t a = x[i], b = a + x[i + 1], c = x[i + 2], d = c + x[i + 3];
        out[i] = sum + a;
        out[i + 1] = sum + b;
        out[i + 2] = sum + (b + c);
        out[i + 3] = sum += b + d;
    }
    for (; i < n; ++i) out[i] = sum += x[i];
}
