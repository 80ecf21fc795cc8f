// Arrays as scorers see them: row-major data with its shape. `Each` is the candidate's answer, `Same` a part of the instance.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace eft {

template <class T, int R>
struct View {
    const T* data = nullptr;
    std::array<std::size_t, R> shape{};

    std::size_t size() const {
        std::size_t n = 1;
        for (const std::size_t s : shape) n *= s;
        return n;
    }
    std::span<const T> span() const { return {data, size()}; }
    const T& operator[](std::size_t i) const
        requires(R == 1)
    {
        return data[i];
    }
    std::span<const T> operator[](std::size_t i) const
        requires(R == 2)
    {
        return {data + i * shape[1], shape[1]};
    }
};

template <class T, int R>
struct Each : View<T, R> {};
template <class T, int R>
struct Same : View<T, R> {};

}  // namespace eft
