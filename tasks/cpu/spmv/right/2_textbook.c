// profile: cheap; instance: kind=band
// Four sums a row, so that additions do not wait for one another.
#include <stdint.h>

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    for (int64_t i = 0; i < rows; ++i) {
        float sum[4] = {0};
        int32_t j = start[i];
        const int32_t end = start[i + 1];
        for (; j + 4 <= end; j += 4)
            for (int k = 0; k < 4; ++k) sum[k] += value[j + k] * x[column[j + k]];
        for (; j < end; ++j) sum[0] += value[j] * x[column[j]];
        y[i] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}
