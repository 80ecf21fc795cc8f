#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// EVOLVE-BLOCK-START
// Four Jacobi sweeps: sweep into a second grid, copy back.

void stencil(const float *u, float *out, int64_t height, int64_t width) {
    float *next = malloc(sizeof(float) * height * width);
    memcpy(out, u, sizeof(float) * height * width);
    for (int sweep = 0; sweep < 4; ++sweep) {
        memcpy(next, out, sizeof(float) * height * width);
        for (int64_t i = 1; i + 1 < height; ++i)
            for (int64_t j = 1; j + 1 < width; ++j)
                next[i * width + j] =
                    0.2f * (out[i * width + j] + out[(i - 1) * width + j] + out[(i + 1) * width + j] + out[i * width + j - 1] + out[i * width + j + 1]);
        memcpy(out, next, sizeof(float) * height * width);
    }
    free(next);
}

// Four Jacobi sweeps: sweep into a second grid, copy back.

void stencil9(const float *u, float *out, int64_t height, int64_t width) {
    float *next = malloc(sizeof(float) * height * width);
    memcpy(out, u, sizeof(float) * height * width);
    for (int sweep = 0; sweep < 4; ++sweep) {
        memcpy(next, out, sizeof(float) * height * width);
        for (int64_t i = 1; i + 1 < height; ++i)
            for (int64_t j = 1; j + 1 < width; ++j) {
                float sum = 0;
                for (int64_t p = i - 1; p <= i + 1; ++p)
                    for (int64_t q = j - 1; q <= j + 1; ++q) sum += out[p * width + q];
                next[i * width + j] = sum / 9;
            }
        memcpy(out, next, sizeof(float) * height * width);
    }
    free(next);
}

// Four Jacobi sweeps: sweep into a second grid, copy back.

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
// EVOLVE-BLOCK-END
