// expect: invalid: > bound
// exp by a polynomial of degree three
#include <math.h>
#include <stdint.h>

static float exponential(float x) {
    const float k = rintf(x * 1.44269504f), r = x - k * 0.693147181f;
    return x > -87 ? ldexpf(1 + r * (1 + r * (0.5f + r * 0.16666667f)), (int)k) : 0;
}

void softmax(const float *x, float *soft, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, soft += n) {
        float most = x[0], total = 0;
        for (int64_t j = 0; j < n; ++j) most = fmaxf(most, x[j]);
        for (int64_t j = 0; j < n; ++j) total += soft[j] = exponential(x[j] - most);
        for (int64_t j = 0; j < n; ++j) soft[j] /= total;
    }
}
