// profile: cheap; instance: kind=leb128
// LEB128: one unaligned load per number; its length is the place of the first clear top bit, and masks replace the loop over its bytes.
#include <stdint.h>
#include <string.h>

static const uint64_t keep[6] = {0, 0x7f, 0x7f7f, 0x7f7f7f, 0x7f7f7f7f, 0x7f7f7f7f7f};

void varint_decode(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    const uint8_t *end = data + bytes;
    int64_t i = 0;
    for (; i < n && end - data >= 8; ++i) {
        uint64_t w;
        memcpy(&w, data, 8);
        const int size = (__builtin_ctzll(~w & 0x8080808080808080u) >> 3) + 1;
        w &= keep[size];
        out[i] = (uint32_t)((w & 0x7f) | (w & 0x7f00) >> 1 | (w & 0x7f0000) >> 2 | (w & 0x7f000000) >> 3 | (w & 0x7f00000000) >> 4);
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
