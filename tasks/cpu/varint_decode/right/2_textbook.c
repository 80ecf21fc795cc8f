// profile: cheap; instance: kind=leb128
// Eight bytes at once: where the top bits are clear, numbers end, and a short loop takes out the one in front.
#include <stdint.h>
#include <string.h>

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
