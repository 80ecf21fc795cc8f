// Four Jacobi sweeps in one pass over the grid: sweep s works one row behind sweep s - 1, so the rows in flight stay in the first-level cache.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SWEEPS = 4, KEPT = 3 };

// `sum`: of three rows, so that every column is added up once.
static void row(const float *restrict up, const float *restrict mid, const float *restrict down, float *restrict sum, float *restrict to,
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
                row(BEFORE(i - 1), BEFORE(i), BEFORE(i + 1), sum, to, width);
        }
    free(ring);
}
