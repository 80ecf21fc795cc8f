// Sum scan by segments: sixteen at a time inside registers where there is no flag among them, else one after another without branches.
#include <stdint.h>
#include <string.h>

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

static inline uint32_t serial(const uint32_t *x, const uint8_t *flag, uint32_t *out, int64_t n, uint32_t sum) {
    for (int64_t i = 0; i < n; ++i) out[i] = sum = (sum & (flag[i] - 1u)) + x[i];
    return sum;
}

void segmented_scan(const uint32_t *x, const uint8_t *flag, uint32_t *out, int64_t n) {
    W carry = {0};
    int64_t i = 0;
    for (; i + 16 <= n; i += 16) {
        uint64_t flags[2];
        memcpy(flags, flag + i, 16);
        if (flags[0] | flags[1]) {
            carry = serial(x + i, flag + i, out + i, 16, carry[0]) + (W){0};
            continue;
        }
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
    serial(x + i, flag + i, out + i, n - i, carry[0]);
}
