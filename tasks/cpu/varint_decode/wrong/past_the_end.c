// expect: invalid: touched
// eight bytes are loaded for every number, the last ones too
#include <stdint.h>
#include <string.h>

void varint_decode(const uint8_t *data, uint32_t *out, int64_t n, int64_t bytes) {
    for (int64_t i = 0; i < n; ++i) {
        uint64_t word;
        memcpy(&word, data, 8);
        const int size = (__builtin_ctzll(~word & 0x8080808080808080u) >> 3) + 1;
        uint64_t value = 0;
        for (int k = 0; k < size; ++k) value |= (word >> 8 * k & 127) << 7 * k;
        out[i] = value;
        data += size;
    }
}
