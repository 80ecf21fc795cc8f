// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011): the words of eft.evaluation.blocks.stream, bit for bit, at the speed of a generator.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace eft::timing {

inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{c[0]} * 0xD2511F53u, p1 = std::uint64_t{c[2]} * 0xCD9E8D57u;
        c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
             static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
        key[0] += 0x9E3779B9u, key[1] += 0xBB67AE85u;
    }
    return c;
}

// Fills `out` from block `first` of the stream (seed, high): two 64-bit words per block, the lower half of each first.
inline void philox_words(std::uint64_t seed, std::uint64_t high, std::uint64_t first, std::span<std::uint64_t> out) {
    const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
    for (std::size_t k = 0; k < out.size(); k += 2) {
        const std::uint64_t block = first + k / 2;
        const auto w = philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), static_cast<std::uint32_t>(high),
                               static_cast<std::uint32_t>(high >> 32)},
                              key);
        out[k] = w[0] | std::uint64_t{w[1]} << 32;
        if (k + 1 < out.size()) out[k + 1] = w[2] | std::uint64_t{w[3]} << 32;
    }
}

}  // namespace eft::timing
