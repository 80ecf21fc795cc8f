// profile: cheap; instance: kind=softmax
// exp by a polynomial in a loop that the compiler turns into vectors.
#include <stdint.h>
#include <string.h>

static inline float exponential(float x) {
    x = x > -87.0f ? x : -87.0f;
    const float shifted = x * 1.44269504f + 12582912.0f, k = shifted - 12582912.0f;
    const float r = (x - k * 0.693359375f) - k * -2.12194440e-4f;
    float p = 1.98412698e-4f * r + 1.38888889e-3f;
    p = p * r + 8.33333333e-3f;
    p = p * r + 4.16666667e-2f;
    p = p * r + 1.66666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    uint32_t bits;
    memcpy(&bits, &shifted, 4);
    bits = (bits << 23) + 0x3f800000;
    memcpy(&x, &bits, 4);
    return p * x;
}

void softmax(const float *x, float *soft, int64_t rows, int64_t n) {
    for (int64_t i = 0; i < rows; ++i, x += n, soft += n) {
        float most = x[0], total = 0;
        for (int64_t j = 1; j < n; ++j) most = x[j] > most ? x[j] : most;
        for (int64_t j = 0; j < n; ++j) soft[j] = exponential(x[j] - most);
        for (int64_t j = 0; j < n; ++j) total += soft[j];
        for (int64_t j = 0; j < n; ++j) soft[j] /= total;
    }
}
