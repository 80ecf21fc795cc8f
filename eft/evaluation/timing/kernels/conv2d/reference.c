// Correlation, valid part: 32 neighbouring results stay in registers while all taps pass; the last block of a row overlaps the one before.
#include <stdint.h>

typedef float V __attribute__((vector_size(32), aligned(4)));
typedef float R __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) void block(const float *image, const float *taps, float *out, int64_t width, int64_t side,
                                                        int vectors) {
    R sum[4] = {{0}, {0}, {0}, {0}};
    for (int64_t p = 0; p < side; ++p)
        for (int64_t q = 0; q < side; ++q) {
            const float tap = taps[p * side + q];
            for (int v = 0; v < vectors; ++v) sum[v] += tap * *(const V *)(image + p * width + q + 8 * v);
        }
    for (int v = 0; v < vectors; ++v) *(V *)(out + 8 * v) = sum[v];
}

void conv2d(const float *image, const float *taps, float *out, int64_t height, int64_t width, int64_t side) {
    const int64_t rows = height - side + 1, columns = width - side + 1;
    for (int64_t i = 0; i < rows; ++i, image += width, out += columns) {
        int64_t j = 0;
        for (; j + 32 <= columns; j += 32) block(image + j, taps, out + j, width, side, 4);
        for (; j + 8 <= columns; j += 8) block(image + j, taps, out + j, width, side, 1);
        if (j < columns && columns >= 8) block(image + columns - 8, taps, out + columns - 8, width, side, 1);
        for (; columns < 8 && j < columns; ++j) {
            float sum = 0;
            for (int64_t p = 0; p < side; ++p)
                for (int64_t q = 0; q < side; ++q) sum += image[p * width + j + q] * taps[p * side + q];
            out[j] = sum;
        }
    }
}
