// Group varint: one shuffle spreads the bytes of a group over four words; its pattern and length come from a table by the tag byte.
#include <stdint.h>
#include <string.h>

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
