// Ascending order: three counting passes over 11, 11 and 10 bits (least significant first), all counted in one reading of the input.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BITS = 11, SIZE = 1 << BITS, MASK = SIZE - 1 };

static void sums(uint32_t *count) {
    uint32_t before = 0;
    for (int k = 0; k < SIZE; ++k) {
        const uint32_t here = count[k];
        count[k] = before;
        before += here;
    }
}

void sort(const int32_t *x, int32_t *out, int64_t n) {
    uint32_t count[3][SIZE];
    memset(count, 0, sizeof count);
    for (int64_t i = 0; i < n; ++i) {
        const uint32_t key = (uint32_t)x[i] ^ 0x80000000u;
        ++count[0][key & MASK];
        ++count[1][key >> BITS & MASK];
        ++count[2][key >> 2 * BITS];
    }
    for (int pass = 0; pass < 3; ++pass) sums(count[pass]);
    uint32_t *first = malloc(sizeof(uint32_t) * 2 * n), *second = first + n;
    for (int64_t i = 0; i < n; ++i) {
        const uint32_t key = (uint32_t)x[i] ^ 0x80000000u;
        first[count[0][key & MASK]++] = key;
    }
    for (int64_t i = 0; i < n; ++i) second[count[1][first[i] >> BITS & MASK]++] = first[i];
    for (int64_t i = 0; i < n; ++i) out[count[2][second[i] >> 2 * BITS]++] = (int32_t)(second[i] ^ 0x80000000u);
    free(first);
}
