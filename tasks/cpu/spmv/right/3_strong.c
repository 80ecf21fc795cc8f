// profile: cheap; instance: kind=band
// A row whose columns follow one another is a dot product of vectors, made while the columns are looked at; of other rows x is fetched ahead.
#include <stdint.h>

typedef float V __attribute__((vector_size(32), aligned(4)));
typedef int32_t C __attribute__((vector_size(32), aligned(4)));
typedef float R __attribute__((vector_size(32)));
typedef int32_t I __attribute__((vector_size(32)));

enum { AHEAD = 48 };  // entries

static const float last[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};

// The sum of `count` >= 8 products if the columns follow one another; `columns` tells. The last vector takes in what the one before left.
static inline R dense(const int32_t *column, const float *value, const float *line, int64_t count, I *columns) {
    I next = *column + (I){0, 1, 2, 3, 4, 5, 6, 7}, off = {0};
    R sums = {0};
    int64_t k = 0;
    for (; k + 8 <= count; k += 8, next += 8) {
        off |= *(const C *)(column + k) - next;
        sums += *(const V *)(value + k) * *(const V *)(line + k);
    }
    const int64_t rest = count - k;
    off |= *(const C *)(column + count - 8) - (next + (int32_t)(rest - 8));
    sums += *(const V *)(last + rest) * *(const V *)(value + count - 8) * *(const V *)(line + count - 8);
    *columns = off;
    return sums;
}

static inline int any(I v) {
    typedef int64_t W __attribute__((vector_size(32)));
    const W w = (W)v;
    return (w[0] | w[1] | w[2] | w[3]) != 0;
}

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    int64_t j = start[0];
    for (int64_t i = 0; i < rows; ++i) {
        const int64_t end = start[i + 1], count = end - j;
        if (count >= 8 && column[end - 1] - column[j] == count - 1) {
            I off;
            const R s = dense(column + j, value + j, x + column[j], count, &off);
            if (!any(off)) {
                y[i] = ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
                j = end;
                continue;
            }
        }
        float sum = 0;
        for (; j < end; ++j) {
            __builtin_prefetch(x + column[j + AHEAD < entries ? j + AHEAD : j]);
            sum += value[j] * x[column[j]];
        }
        y[i] = sum;
    }
}
