// LEB128: byte after byte.
#include <stdint.h>

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
