// expect: invalid: > bound
// the maximum starts at zero: rows far below it vanish
#include <math.h>
#include <stdint.h>

void softmax(const float *x, float *soft, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, soft += n) {
        float most = 0, total = 0;
        for (int64_t j = 0; j < n; ++j) most = fmaxf(most, x[j]);
        for (int64_t j = 0; j < n; ++j) total += soft[j] = expf(x[j] - most);
        for (int64_t j = 0; j < n; ++j) soft[j] /= total;
    }
}
