// expect: invalid: output 0 differs at
// the first byte is taken for the highest
#include <stdint.h>

void varint_decode(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    for (int64_t i = 0; i < n; ++i) {
        uint32_t value = 0;
        while (*data & 128) value = value << 7 | (*data++ & 127);
        out[i] = value << 7 | *data++;
    }
}
