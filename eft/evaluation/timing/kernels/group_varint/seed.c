// Group varint: byte after byte.
#include <stdint.h>

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
