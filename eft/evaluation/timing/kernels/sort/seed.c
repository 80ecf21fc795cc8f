// Ascending order: the C library's comparison sort.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *p, const void *q) {
    const int32_t a = *(const int32_t *)p, b = *(const int32_t *)q;
    return (a > b) - (a < b);
}

void sort(const int32_t *x, int32_t *out, int64_t n) {
    memcpy(out, x, sizeof(int32_t) * n);
    qsort(out, n, sizeof(int32_t), compare);
}
