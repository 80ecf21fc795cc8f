// expect: invalid: call 2: output 0 differs at
// the matrix of the first call is kept
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int32_t *kept_column;
static float *kept_value;

void spmv(const int32_t *start, const int32_t *column, const float *value, const float *x, float *y, int64_t rows, int64_t entries) {
    if (!kept_value) {
        kept_column = malloc(sizeof(int32_t) * entries);
        kept_value = malloc(sizeof(float) * entries);
        memcpy(kept_column, column, sizeof(int32_t) * entries);
        memcpy(kept_value, value, sizeof(float) * entries);
    }
    for (int64_t i = 0; i < rows; ++i) {
        float sum = 0;
        for (int32_t j = start[i]; j < start[i + 1]; ++j) sum += kept_value[j] * x[kept_column[j]];
        y[i] = sum;
    }
}
