// The k largest: every entry looks for its place in the list so far.
#include <stdint.h>

void top_k(const float *x, float *value, int32_t *place, int64_t n, int64_t k) {
    int64_t held = 0;
    for (int64_t i = 0; i < n; ++i) {
        int64_t at = 0;
        while (at < held && value[at] >= x[i]) ++at;
        if (at == k) continue;
        if (held < k) ++held;
        for (int64_t j = held - 1; j > at; --j) {
            value[j] = value[j - 1];
            place[j] = place[j - 1];
        }
        value[at] = x[i];
        place[at] = (int32_t)i;
    }
}
