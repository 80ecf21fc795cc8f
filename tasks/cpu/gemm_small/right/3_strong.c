// profile: cheap; instance: size=64x64x64
#include <stdint.h>

// out = c + a b: blocks of 4 rows by 16 columns stay in registers while k runs; rests in narrower blocks.

typedef float V __attribute__((vector_size(32), aligned(4)));
typedef float R __attribute__((vector_size(32)));

// `rows` rows of out, `vectors` vectors of 8 columns each; both are constants after inlining.
static inline __attribute__((always_inline)) void block(const float *a, const float *b, const float *c, float *out, int64_t n, int64_t k,
                                                        int rows, int vectors) {
    R sum[4][2];
    for (int r = 0; r < rows; ++r)
        for (int v = 0; v < vectors; ++v) sum[r][v] = *(const V *)(c + r * n + 8 * v);
    for (int64_t p = 0; p < k; ++p) {
        R line[2];
        for (int v = 0; v < vectors; ++v) line[v] = *(const V *)(b + p * n + 8 * v);
        for (int r = 0; r < rows; ++r)
            for (int v = 0; v < vectors; ++v) sum[r][v] += a[r * k + p] * line[v];
    }
    for (int r = 0; r < rows; ++r)
        for (int v = 0; v < vectors; ++v) *(V *)(out + r * n + 8 * v) = sum[r][v];
}

static inline __attribute__((always_inline)) void rows_of(const float *a, const float *b, const float *c, float *out, int64_t n, int64_t k,
                                                          int rows) {
    int64_t j = 0;
    for (; j + 16 <= n; j += 16) block(a, b + j, c + j, out + j, n, k, rows, 2);
    for (; j + 8 <= n; j += 8) block(a, b + j, c + j, out + j, n, k, rows, 1);
    for (; j < n; ++j)
        for (int r = 0; r < rows; ++r) {
            float sum = c[r * n + j];
            for (int64_t p = 0; p < k; ++p) sum += a[r * k + p] * b[p * n + j];
            out[r * n + j] = sum;
        }
}

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    for (int64_t t = 0; t < batch; ++t, a += m * k, b += k * n, c += m * n, out += m * n) {
        int64_t i = 0;
        for (; i + 4 <= m; i += 4) rows_of(a + i * k, b, c + i * n, out + i * n, n, k, 4);
        for (; i < m; ++i) rows_of(a + i * k, b, c + i * n, out + i * n, n, k, 1);
    }
}
