// Bytes of the fuzzer as arguments of a scorer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace eft::fuzz {

class Input {
  public:
    Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

    std::size_t left() const { return size_; }

    template <class T>
    T take() {
        T value{};
        const std::size_t n = size_ < sizeof value ? size_ : sizeof value;
        std::memcpy(&value, data_, n);
        data_ += n;
        size_ -= n;
        return value;
    }

    // Half of the doubles are bit patterns (NaN, infinities, denormals), half lie on a coarse grid of [0, 1] where touching is common.
    double number() {
        const auto kind = take<std::uint8_t>();
        return kind & 1 ? take<double>() : static_cast<double>(take<std::uint8_t>()) / (kind & 2 ? 64.0 : 255.0);
    }

    std::vector<double> numbers(std::size_t n) {
        std::vector<double> out(n);
        for (double& v : out) v = number();
        return out;
    }

  private:
    const std::uint8_t* data_;
    std::size_t size_;
};

}  // namespace eft::fuzz
