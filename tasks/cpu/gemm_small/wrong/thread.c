// expect: invalid: thread
// the work goes on in a second thread
#include <pthread.h>
#include <stdint.h>

struct job {
    const float *a, *b, *c;
    float *out;
    int64_t batch, m, n, k;
};

static void *work(void *given) {
    const struct job *s = given;
    for (int64_t t = 0; t < s->batch; ++t)
        for (int64_t i = 0; i < s->m; ++i)
            for (int64_t j = 0; j < s->n; ++j) {
                float sum = s->c[(t * s->m + i) * s->n + j];
                for (int64_t p = 0; p < s->k; ++p) sum += s->a[(t * s->m + i) * s->k + p] * s->b[(t * s->k + p) * s->n + j];
                s->out[(t * s->m + i) * s->n + j] = sum;
            }
    return 0;
}

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
    struct job job = {a, b, c, out, batch, m, n, k};
    pthread_t other;
    pthread_create(&other, 0, work, &job);
    pthread_join(other, 0);
}
