// y = A x, compressed rows: four sums per row, so that additions do not wait for each other; the next row's end is read early.
#include <stdint.h>

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    int32_t j = start[0];
    for (int64_t i = 0; i < rows; ++i) {
        const int32_t end = start[i + 1];
        float a = 0, b = 0, c = 0, d = 0;
        for (; j + 4 <= end; j += 4) {
            a += value[j] * x[column[j]];
            b += value[j + 1] * x[column[j + 1]];
            c += value[j + 2] * x[column[j + 2]];
            d += value[j + 3] * x[column[j + 3]];
        }
        for (; j < end; ++j) a += value[j] * x[column[j]];
        y[i] = (a + b) + (c + d);
    }
}
