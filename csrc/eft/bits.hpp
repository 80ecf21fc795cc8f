// Sets of small non-negative integers as packed 64-bit words.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "eft/dispatch.hpp"

namespace eft {

namespace detail {

EFT_INLINE std::size_t count_bits_body(const std::uint64_t* words, std::size_t size) {
    std::size_t total = 0;
    for (std::size_t i = 0; i < size; ++i) total += static_cast<std::size_t>(std::popcount(words[i]));
    return total;
}
EFT_PATHS(std::size_t, count_bits, (const std::uint64_t* words, std::size_t size), (words, size))

// out[i] |= 64 bits of `in` from bit `first` + 64 i on; reads one word more than it writes.
EFT_INLINE void merge_body(std::uint64_t* out, const std::uint64_t* in, std::size_t first, std::size_t size) {
    const std::uint64_t* from = in + first / 64;
    const unsigned shift = first % 64;
    if (shift == 0) {
        for (std::size_t i = 0; i < size; ++i) out[i] |= from[i];
        return;
    }
    for (std::size_t i = 0; i < size; ++i) out[i] |= from[i] >> shift | from[i + 1] << (64 - shift);
}
EFT_PATHS(void, merge, (std::uint64_t* out, const std::uint64_t* in, std::size_t first, std::size_t size), (out, in, first, size))

}  // namespace detail

// Members 0 .. size - 1. One word beyond them is kept at zero, so that `window` may look past the end.
class Bits {
  public:
    explicit Bits(std::size_t size) : words_(size / 64 + 2) {}

    bool has(std::size_t i) const { return words_[i / 64] >> (i % 64) & 1; }
    void add(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }

    // False if i was a member already.
    bool insert(std::size_t i) {
        const std::uint64_t bit = std::uint64_t{1} << (i % 64);
        const bool fresh = (words_[i / 64] & bit) == 0;
        words_[i / 64] |= bit;
        return fresh;
    }

    std::size_t count() const { return detail::count_bits(words_.data(), words_.size()); }

    // Words that hold members; word k has those of 64 k .. 64 k + 63.
    std::size_t words() const { return words_.size() - 1; }
    std::uint64_t word(std::size_t k) const { return words_[k]; }
    const std::uint64_t* data() const { return words_.data(); }

    // Bit b of the result: is first + b a member? `first` stays below 64 words().
    std::uint64_t window(std::size_t first) const {
        const std::size_t k = first / 64;
        const unsigned shift = first % 64;
        return shift == 0 ? words_[k] : words_[k] >> shift | words_[k + 1] << (64 - shift);
    }

    // Adds b for every member `first` + b of `other`, which reaches at least as far as this set from there on.
    void merge_from(const Bits& other, std::size_t first) {
        detail::merge(words_.data(), other.words_.data(), first,
                      words() < other.words() - first / 64 ? words() : other.words() - first / 64);
    }

  private:
    std::vector<std::uint64_t> words_;
};

}  // namespace eft
