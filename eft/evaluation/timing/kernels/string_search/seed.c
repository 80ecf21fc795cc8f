// All places of a pattern: compare at every start.
#include <stdint.h>

void string_search(const uint8_t *text, const uint8_t *pattern, int64_t *count, int32_t *place, int64_t n, int64_t m, int64_t most) {
    int64_t found = 0;
    for (int64_t i = 0; i + m <= n; ++i) {
        int64_t k = 0;
        while (k < m && text[i + k] == pattern[k]) ++k;
        if (k == m) {
            if (found < most) place[found] = (int32_t)i;
            ++found;
        }
    }
    count[0] = found;
    for (int64_t k = found; k < most; ++k) place[k] = -1;
}
