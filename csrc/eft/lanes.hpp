// W doubles side by side, in the compiler's own vectors: one source for SSE2, AVX2, AVX-512 and other machines.
#pragma once

#include <cstring>

#include "eft/dispatch.hpp"

namespace eft {

template <int W>
struct Lanes {
    typedef double type __attribute__((vector_size(8 * W)));
};
template <int W>
using Vec = typename Lanes<W>::type;

template <int W>
EFT_INLINE Vec<W> load(const double* p) {
    Vec<W> v;
    std::memcpy(&v, p, sizeof v);
    return v;
}

template <int W>
EFT_INLINE void store(double* p, Vec<W> v) {
    std::memcpy(p, &v, sizeof v);
}

}  // namespace eft
