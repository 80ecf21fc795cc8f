// Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
// any element of a stream is computed alone, so the device fills an input and checks it afterwards without a copy being kept.
#pragma once

#include <cstdint>

#include "hd.hpp"

namespace eft::cuda {

struct Words {
    std::uint32_t word[4];
};

EFT_HD Words philox(Words counter, std::uint32_t key0, std::uint32_t key1) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t left = std::uint64_t{0xD2511F53u} * counter.word[0];
        const std::uint64_t right = std::uint64_t{0xCD9E8D57u} * counter.word[2];
        counter = {{static_cast<std::uint32_t>(right >> 32) ^ counter.word[1] ^ key0, static_cast<std::uint32_t>(right),
                    static_cast<std::uint32_t>(left >> 32) ^ counter.word[3] ^ key1, static_cast<std::uint32_t>(left)}};
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return counter;
}

EFT_HD Words philox(std::uint64_t index, std::uint64_t stream, std::uint64_t seed) {
    return philox({{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), static_cast<std::uint32_t>(stream),
                    static_cast<std::uint32_t>(stream >> 32)}},
                  static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}

}  // namespace eft::cuda
