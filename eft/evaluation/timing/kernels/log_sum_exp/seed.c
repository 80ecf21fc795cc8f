// log sum exp of ragged rows: two plain passes, the C library's expf and logf.
#include <math.h>
#include <stdint.h>

void log_sum_exp(const int32_t *start, const float *x, float *out, int64_t rows, int64_t entries) {
    for (int64_t i = 0; i < rows; ++i) {
        float most = x[start[i]], total = 0;
        for (int32_t j = start[i]; j < start[i + 1]; ++j) most = fmaxf(most, x[j]);
        for (int32_t j = start[i]; j < start[i + 1]; ++j) total += expf(x[j] - most);
        out[i] = most + logf(total);
    }
}
