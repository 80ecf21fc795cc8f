// Four Jacobi sweeps in one pass over the grid: sweep s works one plane behind sweep s - 1, so the planes in flight stay in the second-level cache.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SWEEPS = 4, KEPT = 3 };

static void row(const float *restrict before, const float *restrict at, const float *restrict after, float *restrict to, int64_t width) {
    to[0] = at[0];
    for (int64_t j = 1; j + 1 < width; ++j)
        to[j] = (at[j] + before[j] + after[j] + at[j - width] + at[j + width] + at[j - 1] + at[j + 1]) * (1 / 7.0f);
    to[width - 1] = at[width - 1];
}

void stencil3d(const float *u, float *out, int64_t depth, int64_t height, int64_t width) {
    const int64_t plane = height * width;
    float *ring = malloc(sizeof(float) * (SWEEPS - 1) * KEPT * plane);  // the last three planes after each sweep but the last
    for (int64_t step = 0; step < depth + SWEEPS - 1; ++step)
        for (int sweep = 1; sweep <= SWEEPS; ++sweep) {
            const int64_t h = step - (sweep - 1);  // plane of this sweep; plane h + 1 of the sweep before is ready
            if (h < 0 || h >= depth) continue;
#define BEFORE(p) (sweep == 1 ? u + (p)*plane : ring + ((sweep - 2) * KEPT + (p) % KEPT) * plane)
            float *to = sweep == SWEEPS ? out + h * plane : ring + ((sweep - 1) * KEPT + h % KEPT) * plane;
            if (h == 0 || h == depth - 1) {
                memcpy(to, u + h * plane, sizeof(float) * plane);
                continue;
            }
            const float *before = BEFORE(h - 1), *at = BEFORE(h), *after = BEFORE(h + 1);
            memcpy(to, at, sizeof(float) * width);
            for (int64_t i = 1; i + 1 < height; ++i) row(before + i * width, at + i * width, after + i * width, to + i * width, width);
            memcpy(to + plane - width, at + plane - width, sizeof(float) * width);
        }
    free(ring);
}
