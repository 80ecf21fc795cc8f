// Correlation, valid part: four plain loops.
#include <stdint.h>

void conv2d(const float *image, const float *taps, float *out, int64_t height, int64_t width, int64_t side) {
    const int64_t rows = height - side + 1, columns = width - side + 1;
    for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < columns; ++j) {
            float sum = 0;
            for (int64_t p = 0; p < side; ++p)
                for (int64_t q = 0; q < side; ++q) sum += image[(i + p) * width + j + q] * taps[p * side + q];
            out[i * columns + j] = sum;
        }
}
