// expect: invalid: output 0 was not written
// rows by three, without the rest
#include <math.h>
#include <stdint.h>

void softmax(const float *x, float *soft, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows / 3 * 3; ++i, x += n, soft += n) {
        float most = x[0], total = 0;
        for (int64_t j = 1; j < n; ++j) most = fmaxf(most, x[j]);
        for (int64_t j = 0; j < n; ++j) total += soft[j] = expf(x[j] - most);
        for (int64_t j = 0; j < n; ++j) soft[j] /= total;
    }
}
