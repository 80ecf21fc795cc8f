// y = A x, compressed rows: nothing aliases, so a row's sum stays in a register, and each row end is read once. Rows are short:
// two or four sums a row were slower.
#include <stdint.h>

void spmv(const int32_t *restrict start, const int32_t *restrict column, const float *restrict value, const float *restrict x,
          float *restrict y, int64_t rows, int64_t entries) {
    int32_t j = start[0];
    for (int64_t i = 0; i < rows; ++i) {
        const int32_t end = start[i + 1];
        float sum = 0;
        for (; j < end; ++j) sum += value[j] * x[column[j]];
        y[i] = sum;
    }
}
