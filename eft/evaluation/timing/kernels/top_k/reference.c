// The k largest: 32 entries at a time are compared with the smallest of the list; only blocks that beat it are looked at one by one.
#include <stdint.h>

typedef float V __attribute__((vector_size(32), aligned(4)));
typedef float R __attribute__((vector_size(32)));
typedef int32_t M __attribute__((vector_size(32)));

static int64_t insert(float *value, int32_t *place, int64_t held, int64_t k, float x, int64_t i) {
    int64_t j = held < k ? held : k - 1;
    for (; j > 0 && value[j - 1] < x; --j) {
        value[j] = value[j - 1];
        place[j] = place[j - 1];
    }
    value[j] = x;
    place[j] = (int32_t)i;
    return held < k ? held + 1 : k;
}

void top_k(const float *x, float *value, int32_t *place, int64_t n, int64_t k) {
    int64_t held = 0, i = 0;
    for (; i < n && held < k; ++i) held = insert(value, place, held, k, x[i], i);
    for (; i + 32 <= n; i += 32) {
        const R least = value[k - 1] - (R){0};
        const M above = (*(const V *)(x + i) > least) | (*(const V *)(x + i + 8) > least) | (*(const V *)(x + i + 16) > least) |
                        (*(const V *)(x + i + 24) > least);
        typedef int64_t Q __attribute__((vector_size(32)));
        const Q any = (Q)above;
        if (!(any[0] | any[1] | any[2] | any[3])) continue;
        for (int64_t j = i; j < i + 32; ++j)
            if (x[j] > value[k - 1]) insert(value, place, held, k, x[j], j);
    }
    for (; i < n; ++i)
        if (x[i] > value[k - 1]) insert(value, place, held, k, x[i], i);
}
