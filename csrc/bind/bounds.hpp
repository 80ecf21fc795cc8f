// What the step-function scorers share: one bound, or a batch of them.
#pragma once

#include <limits>

#include "bind/arrays.hpp"
#include "eft/step.hpp"

namespace eft::bind {

struct Bound {
    std::int64_t fault = 0;  // 0 accepted, 1 not finite (see `at`), 2 the heights sum to zero
    std::int64_t at = -1, place = 0;
    Ratio ratio{};
    double value = std::numeric_limits<double>::quiet_NaN();
};

struct BoundBatch {
    py::array_t<std::int8_t> fault;
    py::array_t<std::int64_t> at, place;
    py::array_t<double> value;
    py::array_t<std::uint64_t> numerator, denominator;
};

inline constexpr py::ssize_t kMostPieces = step::kMaxPieces;

// `score(span) -> Bound`, without the GIL.
template <class Score>
Bound bound_one(const char* name, const Doubles& a, Score score) {
    const auto heights = vector_of(name, a, kMostPieces);
    const py::gil_scoped_release unlocked;
    return score(heights);
}

template <class Score>
BoundBatch bound_many(const char* name, const Doubles& a, Score score) {
    const Rows rows = rows_of(name, a, kMostPieces);
    const py::ssize_t count = rows.count;
    BoundBatch out{py::array_t<std::int8_t>(count),
                   py::array_t<std::int64_t>(count),
                   py::array_t<std::int64_t>(count),
                   py::array_t<double>(count),
                   py::array_t<std::uint64_t>({count, py::ssize_t{4}}),
                   py::array_t<std::uint64_t>({count, py::ssize_t{4}})};
    std::int8_t* fault = out.fault.mutable_data();
    std::int64_t *at = out.at.mutable_data(), *place = out.place.mutable_data();
    double* value = out.value.mutable_data();
    std::uint64_t *numerator = out.numerator.mutable_data(), *denominator = out.denominator.mutable_data();
    const py::gil_scoped_release unlocked;
    for (py::ssize_t b = 0; b < count; ++b) {
        const Bound one = score(rows[b]);
        fault[b] = static_cast<std::int8_t>(one.fault);
        at[b] = one.at, place[b] = one.place, value[b] = one.value;
        for (py::ssize_t k = 0; k < 4; ++k) {
            numerator[4 * b + k] = one.ratio.numerator.limb[static_cast<std::size_t>(k)];
            denominator[4 * b + k] = one.ratio.denominator.limb[static_cast<std::size_t>(k)];
        }
    }
    return out;
}

}  // namespace eft::bind
