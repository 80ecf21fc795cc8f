// Packed differences: byte after byte through a register of bits.
#include <stdint.h>

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
