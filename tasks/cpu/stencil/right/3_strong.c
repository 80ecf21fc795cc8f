// profile: cheap; instance: kind=five_point
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Four Jacobi sweeps in one pass over the grid: sweep s works one row behind sweep s - 1, so the rows in flight stay in the first-level cache.

enum { SWEEPS = 4, KEPT = 3 };

static void row_stencil(const float *restrict up, const float *restrict mid, const float *restrict down, float *restrict to, int64_t width) {
    to[0] = mid[0];
    for (int64_t j = 1; j + 1 < width; ++j) to[j] = 0.2f * (mid[j] + up[j] + down[j] + mid[j - 1] + mid[j + 1]);
    to[width - 1] = mid[width - 1];
}

void stencil(const float *u, float *out, int64_t height, int64_t width) {
    float *ring = malloc(sizeof(float) * (SWEEPS - 1) * KEPT * width);  // the last three rows after each sweep but the last
    for (int64_t step = 0; step < height + SWEEPS - 1; ++step)
        for (int sweep = 1; sweep <= SWEEPS; ++sweep) {
            const int64_t i = step - (sweep - 1);  // row of this sweep; row i + 1 of the sweep before is ready
            if (i < 0 || i >= height) continue;
#define BEFORE(r) (sweep == 1 ? u + (r)*width : ring + ((sweep - 2) * KEPT + (r) % KEPT) * width)
            float *to = sweep == SWEEPS ? out + i * width : ring + ((sweep - 1) * KEPT + i % KEPT) * width;
            if (i == 0 || i == height - 1)
                memcpy(to, u + i * width, sizeof(float) * width);
            else
                row_stencil(BEFORE(i - 1), BEFORE(i), BEFORE(i + 1), to, width);
        }
    free(ring);
}
#undef BEFORE

// Four Jacobi sweeps in one pass over the grid: sweep s works one row behind sweep s - 1, so the rows in flight stay in the first-level cache.

// `sum`: of three rows, so that every column is added up once.
static void row_stencil9(const float *restrict up, const float *restrict mid, const float *restrict down, float *restrict sum, float *restrict to,
                int64_t width) {
    for (int64_t j = 0; j < width; ++j) sum[j] = up[j] + mid[j] + down[j];
    to[0] = mid[0];
    for (int64_t j = 1; j + 1 < width; ++j) to[j] = (sum[j - 1] + sum[j] + sum[j + 1]) * (1 / 9.0f);
    to[width - 1] = mid[width - 1];
}

void stencil9(const float *u, float *out, int64_t height, int64_t width) {
    float *ring = malloc(sizeof(float) * ((SWEEPS - 1) * KEPT + 1) * width);  // the last three rows after each sweep but the last
    float *sum = ring + (SWEEPS - 1) * KEPT * width;
    for (int64_t step = 0; step < height + SWEEPS - 1; ++step)
        for (int sweep = 1; sweep <= SWEEPS; ++sweep) {
            const int64_t i = step - (sweep - 1);  // row of this sweep; row i + 1 of the sweep before is ready
            if (i < 0 || i >= height) continue;
#define BEFORE(r) (sweep == 1 ? u + (r)*width : ring + ((sweep - 2) * KEPT + (r) % KEPT) * width)
            float *to = sweep == SWEEPS ? out + i * width : ring + ((sweep - 1) * KEPT + i % KEPT) * width;
            if (i == 0 || i == height - 1)
                memcpy(to, u + i * width, sizeof(float) * width);
            else
                row_stencil9(BEFORE(i - 1), BEFORE(i), BEFORE(i + 1), sum, to, width);
        }
    free(ring);
}
#undef BEFORE

// Four Jacobi sweeps in one pass over the grid: sweep s works one plane behind sweep s - 1, so the planes in flight stay in the second-level cache.

static void row_stencil3d(const float *restrict before, const float *restrict at, const float *restrict after, float *restrict to, int64_t width) {
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
            for (int64_t i = 1; i + 1 < height; ++i) row_stencil3d(before + i * width, at + i * width, after + i * width, to + i * width, width);
            memcpy(to + plane - width, at + plane - width, sizeof(float) * width);
        }
    free(ring);
}
#undef BEFORE
