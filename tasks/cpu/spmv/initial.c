#include <stdint.h>

// EVOLVE-BLOCK-START
// y = A x, compressed rows: row by row.

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    for (int64_t i = 0; i < rows; ++i) {
        float sum = 0;
        for (int32_t j = start[i]; j < start[i + 1]; ++j) sum += value[j] * x[column[j]];
        y[i] = sum;
    }
}
// EVOLVE-BLOCK-END
