// profile: cheap; instance: kind=leb128
#include <stdint.h>

// EVOLVE-BLOCK-START
// LEB128: byte after byte.

void varint_decode(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    for (int64_t i = 0; i < n; ++i) {
        uint32_t value = 0;
        int shift = 0;
        while (*data & 128) {
            value |= (uint32_t)(*data++ & 127) << shift;
            shift += 7;
        }
        out[i] = value | (uint32_t)*data++ << shift;
    }
}

// Packed differences: byte after byte through a register of bits.

void packed_deltas(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    uint32_t sum = 0;
    for (int64_t block = 0; block < n / 128; ++block) {
        const int width = *data++;
        uint32_t bits = 0;
        int have = 0;
        for (int i = 0; i < 128; ++i) {
            while (have < width) {
                bits |= (uint32_t)*data++ << have;
                have += 8;
            }
            sum += bits & ((1u << width) - 1);
            bits >>= width;
            have -= width;
            *out++ = sum;
        }
    }
}

// Group varint: byte after byte.

void group_varint(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    for (int64_t i = 0; i < n; i += 4) {
        const int tags = *data++;
        for (int k = 0; k < 4; ++k) {
            uint32_t value = 0;
            for (int byte = 0; byte <= (tags >> 2 * k & 3); ++byte) value |= (uint32_t)*data++ << 8 * byte;
            out[i + k] = value;
        }
    }
}
// EVOLVE-BLOCK-END
