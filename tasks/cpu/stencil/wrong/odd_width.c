// expect: invalid: output 0 differs at [1, 182]
// columns by pairs: the last inner one of an odd number is left out
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void stencil(const float *u, float *out, int64_t height, int64_t width) {
    float *next = malloc(sizeof(float) * height * width);
    memcpy(out, u, sizeof(float) * height * width);
    for (int sweep = 0; sweep < 4; ++sweep) {
        memcpy(next, out, sizeof(float) * height * width);
        for (int64_t i = 1; i + 1 < height; ++i)
            for (int64_t j = 1; j + 1 < width / 2 * 2; ++j)
                next[i * width + j] =
                    0.2f * (out[i * width + j] + out[(i - 1) * width + j] + out[(i + 1) * width + j] + out[i * width + j - 1] + out[i * width + j + 1]);
        memcpy(out, next, sizeof(float) * height * width);
    }
    free(next);
}
