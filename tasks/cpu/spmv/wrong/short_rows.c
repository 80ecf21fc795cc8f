// expect: invalid: output 0 differs at
// only the first 32 entries of a row
#include <stdint.h>

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    for (int64_t i = 0; i < rows; ++i) {
        float sum = 0;
        for (int32_t j = start[i]; j < start[i + 1] && j < start[i] + 32; ++j) sum += value[j] * x[column[j]];
        y[i] = sum;
    }
}
