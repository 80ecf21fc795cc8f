// expect: invalid: output 0 was not written
// rows without entries are left as they are
#include <stdint.h>

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    for (int64_t i = 0; i < rows; ++i) {
        if (start[i] == start[i + 1]) continue;
        float sum = 0;
        for (int32_t j = start[i]; j < start[i + 1]; ++j) sum += value[j] * x[column[j]];
        y[i] = sum;
    }
}
