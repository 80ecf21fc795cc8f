// profile: cheap; instance: kind=long
// Four numbers at a time in a register: add the vector shifted by one, then by two, then what came before.
#include <stdint.h>

typedef uint32_t V __attribute__((vector_size(16), aligned(4)));
typedef uint32_t W __attribute__((vector_size(16)));

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    const W zero = {0};
    W carry = {0};
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        W v = *(const V *)(x + i);
        v += __builtin_shuffle(v, zero, (W){4, 0, 1, 2});
        v += __builtin_shuffle(v, zero, (W){4, 4, 0, 1});
        v += carry;
        *(V *)(out + i) = v;
        carry = __builtin_shuffle(v, (W){3, 3, 3, 3});
    }
    uint32_t sum = carry[0];
    for (; i < n; ++i) out[i] = sum += x[i];
}
