// profile: cheap; instance: kind=long
#include <stdint.h>
#include <string.h>

// Inclusive sum scan: sixteen at a time inside registers, so that only one addition per sixteen waits for the one before.

typedef uint32_t V __attribute__((vector_size(16), aligned(4)));
typedef uint32_t W __attribute__((vector_size(16)));

// Scan of four lanes: add the vector shifted by one, then by two.
static inline W scan4(W v) {
    const W zero = {0};
    v += __builtin_shuffle(v, zero, (W){4, 0, 1, 2});
    v += __builtin_shuffle(v, zero, (W){4, 4, 0, 1});
    return v;
}

static inline W spread(W v) { return __builtin_shuffle(v, (W){3, 3, 3, 3}); }

void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n) {
    W carry = {0};
    int64_t i = 0;
    for (; i + 16 <= n; i += 16) {
        W a = scan4(*(const V *)(x + i)), b = scan4(*(const V *)(x + i + 4));
        W c = scan4(*(const V *)(x + i + 8)), d = scan4(*(const V *)(x + i + 12));
        b += spread(a);
        d += spread(c);
        c += spread(b);
        d += spread(b);
        *(V *)(out + i) = a + carry;
        *(V *)(out + i + 4) = b + carry;
        *(V *)(out + i + 8) = c + carry;
        *(V *)(out + i + 12) = d + carry;
        carry += spread(d);
    }
    uint32_t sum = carry[0];
    for (; i < n; ++i) out[i] = sum += x[i];
}

// Sum scan by segments: four at a time inside registers; a lane takes from its left only where no flag lies between.

typedef uint32_t V __attribute__((vector_size(16), aligned(4)));
typedef uint32_t W __attribute__((vector_size(16)));
typedef uint8_t B __attribute__((vector_size(4)));

void segmented_scan(const uint32_t *x, const uint8_t *flag, uint32_t *out, int64_t n) {
    const W zero = {0};
    W carry = {0};
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        B bytes;
        memcpy(&bytes, flag + i, 4);
        W v = *(const V *)(x + i), open = __builtin_convertvector(bytes, W) - 1;  // all ones where the sum goes on
        v += __builtin_shuffle(v, zero, (W){4, 0, 1, 2}) & open;
        open &= __builtin_shuffle(open, ~zero, (W){4, 0, 1, 2});
        v += __builtin_shuffle(v, zero, (W){4, 4, 0, 1}) & open;
        open &= __builtin_shuffle(open, ~zero, (W){4, 4, 0, 1});
        v += carry & open;
        *(V *)(out + i) = v;
        carry = __builtin_shuffle(v, (W){3, 3, 3, 3});
    }
    uint32_t sum = carry[0];
    for (; i < n; ++i) out[i] = sum = (sum & (flag[i] - 1u)) + x[i];
}
