// profile: cheap; instance: kind=band
// A row whose columns follow one another is a dot product of vectors.
#include <stdint.h>

typedef float V __attribute__((vector_size(32), aligned(4)));
typedef float R __attribute__((vector_size(32)));

// Columns that are sorted and as many as they span follow one another: the ends are looked at first, the rest in between.
static inline int adjacent(const int32_t *column, int64_t count) {
    if (column[count - 1] - column[0] != count - 1) return 0;
    int32_t off = 0;
    for (int64_t j = 0; j < count; ++j) off |= column[j] - column[0] - (int32_t)j;
    return !off;
}

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    int64_t j = start[0];
    for (int64_t i = 0; i < rows; ++i) {
        const int64_t end = start[i + 1], count = end - j;
        float sum = 0, other = 0;
        if (count >= 8 && adjacent(column + j, count)) {
            const float *line = x + column[j];
            R sums = {0};
            int64_t k = 0;
            for (; k + 8 <= count; k += 8) sums += *(const V *)(value + j + k) * *(const V *)(line + k);
            for (; k < count; ++k) sum += value[j + k] * line[k];
            sum += ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
            j = end;
        }
        for (; j + 2 <= end; j += 2) {
            sum += value[j] * x[column[j]];
            other += value[j + 1] * x[column[j + 1]];
        }
        if (j < end) sum += value[j] * x[column[j]];
        j = end;
        y[i] = sum + other;
    }
}
