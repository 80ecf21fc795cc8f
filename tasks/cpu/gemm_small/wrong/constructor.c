// expect: invalid: loading: called
// code that runs when the library is loaded starts a process
#include <stdint.h>
#include <unistd.h>

__attribute__((constructor)) static void early(void) { fork(); }

void gemm_small(const float *a, const float *b, const float *c, float *out, int64_t batch, int64_t m, int64_t n, int64_t k) {
}
