// All places of a pattern: 32 starts at a time are filtered by the first, the last and a middle letter; what is left is compared in full.
#include <stdint.h>
#include <string.h>

typedef uint8_t B __attribute__((vector_size(32), aligned(1)));
typedef uint64_t Q __attribute__((vector_size(32)));

void string_search(const uint8_t *text, const uint8_t *pattern, int64_t *count, int32_t *place, int64_t n, int64_t m, int64_t most) {
    int64_t found = 0, i = 0;
    const int64_t middle = m / 2;
    for (; i + 31 + m <= n; i += 32) {
        const B hit = (B)(*(const B *)(text + i) == pattern[0]) & (B)(*(const B *)(text + i + m - 1) == pattern[m - 1]) &
                      (B)(*(const B *)(text + i + middle) == pattern[middle]);
        const Q words = (Q)hit;
        for (int w = 0; w < 4; ++w)
            for (uint64_t bits = words[w] & 0x0101010101010101u; bits; bits &= bits - 1) {
                const int64_t at = i + 8 * w + __builtin_ctzll(bits) / 8;
                if (memcmp(text + at, pattern, m) == 0) {
                    if (found < most) place[found] = (int32_t)at;
                    ++found;
                }
            }
    }
    for (; i + m <= n; ++i)
        if (memcmp(text + i, pattern, m) == 0) {
            if (found < most) place[found] = (int32_t)i;
            ++found;
        }
    count[0] = found;
    for (int64_t k = found; k < most; ++k) place[k] = -1;
}
