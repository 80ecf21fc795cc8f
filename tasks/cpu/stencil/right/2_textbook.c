// profile: cheap; instance: kind=five_point
// Two grids that change places after every sweep; rows that do not overlap are told so.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void row(const float *restrict up, const float *restrict mid, const float *restrict down, float *restrict to, int64_t width) {
    for (int64_t j = 1; j + 1 < width; ++j) to[j] = 0.2f * (mid[j] + up[j] + down[j] + mid[j - 1] + mid[j + 1]);
}

void stencil(const float *u, float *out, int64_t height, int64_t width) {
    float *grid[2] = {malloc(sizeof(float) * height * width), out};
    memcpy(grid[0], u, sizeof(float) * height * width);
    memcpy(grid[1], u, sizeof(float) * height * width);
    for (int sweep = 0; sweep < 4; ++sweep) {
        const float *from = sweep ? grid[(sweep + 1) % 2] : u;
        for (int64_t i = 1; i + 1 < height; ++i)
            row(from + (i - 1) * width, from + i * width, from + (i + 1) * width, grid[sweep % 2] + i * width, width);
    }
    free(grid[0]);
}
