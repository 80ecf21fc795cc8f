// profile: cheap; instance: kind=leb128
#include <stdint.h>
#include <string.h>

// LEB128: one unaligned load per number; its length is the place of the first clear top bit, a mask made of it ends the number.
void varint_decode(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    const uint8_t *end = data + bytes;
    int64_t i = 0;
    for (; i < n && end - data >= 8; ++i) {
        uint64_t word;
        memcpy(&word, data, 8);
        const int size = (__builtin_ctzll(~word & 0x8080808080808080u) >> 3) + 1;
        uint64_t value = 0;
        for (int k = 0; k < 5; ++k) value |= (word >> 8 * k & 127) << 7 * k;
        out[i] = value & ((1ull << 7 * size) - 1);
        data += size;
    }
    for (; i < n; ++i) {
        uint32_t value = 0;
        int shift = 0;
        while (*data & 128) {
            value |= (uint32_t)(*data++ & 127) << shift;
            shift += 7;
        }
        out[i] = value | (uint32_t)*data++ << shift;
    }
}


// Packed differences: eight take `width` bytes; two loads of 64 bits hold four of them each, and every width has a loop of its own.

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

// Group varint: one shuffle spreads the bytes of a group over four words; its pattern and length come from a table by the tag byte.

typedef uint8_t B __attribute__((vector_size(16)));

void group_varint(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    B pattern[256];
    uint8_t span[256];
    for (int tags = 0; tags < 256; ++tags) {
        int at = 0;
        for (int k = 0; k < 4; ++k)
            for (int byte = 0; byte < 4; ++byte) pattern[tags][4 * k + byte] = byte <= (tags >> 2 * k & 3) ? at++ : 16;
        span[tags] = at;
    }
    const uint8_t *end = data + bytes;
    const B zero = {0};
    int64_t i = 0;
    for (; i < n && end - data >= 17; i += 4) {
        B group;
        memcpy(&group, data + 1, 16);
        const B words = __builtin_shuffle(group, zero, pattern[*data]);
        memcpy(out + i, &words, 16);
        data += 1 + span[*data];
    }
    for (; i < n; i += 4) {
        const int tags = *data++;
        for (int k = 0; k < 4; ++k) {
            uint32_t value = 0;
            for (int byte = 0; byte <= (tags >> 2 * k & 3); ++byte) value |= (uint32_t)*data++ << 8 * byte;
            out[i + k] = value;
        }
    }
}
