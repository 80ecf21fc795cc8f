// What stands in an input: element i is a pure function of (seed, which input, i), bit for bit the same on host and device.
//
// Blocks of 4096 elements mix three kinds, so that one input holds easy and hard stretches (evaluators that see one distribution only
// admit kernels that lose the rest): uniform in [-1, 1), uniform in [0, 1) (sums grow, nothing cancels), and a wide range of magnitudes,
// 2^-8 to 2^7, with denormals in between.
//
// One element of every block is a canary: before the clock starts it holds another value of the same kind, and only just before the start
// event is it put right. A kernel that begins early, on a stream that the harness does not hold back, therefore computes with wrong inputs.
// Nothing tells a canary from its neighbours. Putting them right warms 1 cache line in 128.
#pragma once

#include <cstdint>
#include <cstring>

#include "hd.hpp"
#include "philox.hpp"

namespace eft::cuda {

inline constexpr std::uint64_t kBlock = 4096;  // elements

enum class Kind : std::uint32_t { even, positive, wide };
enum class Element : std::uint32_t { f32, bf16 };
enum class Phase { early, published };  // before and after the canaries are put right

struct Block {
    Kind kind;
    std::uint64_t canary;  // index of the element within the block
};

EFT_HD float float_of(std::uint32_t bits) {
    float out;
    std::memcpy(&out, &bits, sizeof out);
    return out;
}

EFT_HD std::uint32_t bits_of(float value) {
    std::uint32_t out;
    std::memcpy(&out, &value, sizeof out);
    return out;
}

// Round to nearest, ties to even; the generator makes neither NaN nor infinity.
EFT_HD std::uint16_t bf16_of(float value) {
    const std::uint32_t bits = bits_of(value);
    return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

EFT_HD float float_of_bf16(std::uint16_t value) { return float_of(static_cast<std::uint32_t>(value) << 16); }

// Every step is exact: 24-bit integers times powers of two.
EFT_HD float value_of(std::uint32_t word, Kind kind) {
    if (kind == Kind::positive) return static_cast<float>(word >> 8) * 0x1p-24f;
    const float even = static_cast<float>(static_cast<std::int32_t>(word >> 8) - (1 << 23)) * 0x1p-23f;
    if (kind == Kind::even) return even;
    if ((word & 0xF0u) == 0) return float_of(word >> 9);  // denormal
    return even * float_of((127u - 8u + (word & 0xFu)) << 23);
}

// Streams 3t, 3t+1 and 3t+2 belong to input t: its elements, its blocks, and what stands early in the canaries.
EFT_HD Block block_of(std::uint64_t seed, std::uint32_t input, std::uint64_t block) {
    const Words drawn = philox(block, 3u * input + 1u, seed);
    return {static_cast<Kind>(drawn.word[0] % 3u), drawn.word[1] % kBlock};
}

EFT_HD float input_value(std::uint64_t seed, std::uint32_t input, std::uint64_t index, Phase phase) {
    const Block block = block_of(seed, input, index / kBlock);
    const bool other = phase == Phase::early && block.canary == index % kBlock;
    const Words drawn = philox(index / 4, 3u * input + (other ? 2u : 0u), seed);
    return value_of(drawn.word[index % 4], block.kind);
}

}  // namespace eft::cuda
