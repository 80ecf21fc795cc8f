// Four Jacobi sweeps: sweep into a second grid, copy back.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void stencil3d(const float *u, float *out, int64_t depth, int64_t height, int64_t width) {
    const int64_t plane = height * width, size = depth * plane;
    float *next = malloc(sizeof(float) * size);
    memcpy(out, u, sizeof(float) * size);
    for (int sweep = 0; sweep < 4; ++sweep) {
        memcpy(next, out, sizeof(float) * size);
        for (int64_t h = 1; h + 1 < depth; ++h)
            for (int64_t i = 1; i + 1 < height; ++i)
                for (int64_t j = 1; j + 1 < width; ++j) {
                    const float *at = out + h * plane + i * width + j;
                    next[at - out] = (at[0] + at[-plane] + at[plane] + at[-width] + at[width] + at[-1] + at[1]) / 7;
                }
        memcpy(out, next, sizeof(float) * size);
    }
    free(next);
}
