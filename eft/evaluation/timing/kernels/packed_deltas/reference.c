// Packed differences: eight take `width` bytes; two loads of 64 bits hold four of them each, and every width has a loop of its own.
#include <stdint.h>
#include <string.h>

static inline uint64_t load(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, 8);
    return word;
}

static inline __attribute__((always_inline)) uint32_t block(const uint8_t *data, uint32_t *out, uint32_t sum, int width) {
    const uint64_t mask = (1u << width) - 1;
    for (int i = 0; i < 128; i += 8, data += width, out += 8) {
        const uint64_t a = load(data), b = load(data + width / 2) >> (width % 2 * 4);
        for (int k = 0; k < 4; ++k) out[k] = sum += (uint32_t)(a >> k * width & mask);
        for (int k = 0; k < 4; ++k) out[4 + k] = sum += (uint32_t)(b >> k * width & mask);
    }
    return sum;
}

static uint32_t decode(const uint8_t *data, uint32_t *out, uint32_t sum, int width) {
    switch (width) {
    case 7: return block(data, out, sum, 7);
    case 8: return block(data, out, sum, 8);
    case 9: return block(data, out, sum, 9);
    case 10: return block(data, out, sum, 10);
    case 11: return block(data, out, sum, 11);
    case 12: return block(data, out, sum, 12);
    default: return block(data, out, sum, 13);
    }
}

void packed_deltas(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    uint32_t sum = 0;
    for (; n > 128; n -= 128, out += 128) {
        sum = decode(data + 1, out, sum, *data);
        data += 1 + 16 * *data;
    }
    uint8_t last[16 * 13 + 8] = {0};  // the last loads of the last block would reach beyond the input
    memcpy(last, data + 1, 16 * *data);
    decode(last, out, sum, *data);
}
