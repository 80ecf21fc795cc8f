// expect: invalid: output 0 differs at
// numbers of five bytes lose their last one
#include <stdint.h>

void varint_decode(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    for (int64_t i = 0; i < n; ++i) {
        uint32_t value = 0;
        int shift = 0;
        while (*data & 128) {
            if (shift < 28) value |= (uint32_t)(*data & 127) << shift;
            ++data;
            shift += 7;
        }
        if (shift < 28) value |= (uint32_t)*data << shift;
        ++data;
        out[i] = value;
    }
}
