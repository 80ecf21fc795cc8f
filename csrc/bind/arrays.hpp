// The border: NumPy arrays in, checked once; plain spans inside.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <span>
#include <string>

#include "eft/wide.hpp"

namespace eft::bind {

namespace py = pybind11;

// With .noconvert(): float64, C-contiguous; anything else is a TypeError.
using Doubles = py::array_t<double, py::array::c_style>;

inline std::string shape_of(const py::array& a) {
    std::string out = "(";
    for (py::ssize_t k = 0; k < a.ndim(); ++k) out += (k ? ", " : "") + std::to_string(a.shape(k));
    return out + (a.ndim() == 1 ? ",)" : ")");
}

[[noreturn]] inline void wrong_shape(const char* name, const std::string& expected, const py::array& got) {
    throw py::value_error(std::string(name) + ": expected shape " + expected + ", got " + shape_of(got));
}

inline void require_aligned(const char* name, const py::array& a) {
    if (!(a.flags() & py::detail::npy_api::NPY_ARRAY_ALIGNED_)) throw py::type_error(std::string(name) + ": expected an aligned array");
}

inline void require_shape(const char* name, const Doubles& a, py::ssize_t size) {
    require_aligned(name, a);
    if (a.ndim() != 1 || a.shape(0) != size) wrong_shape(name, "(" + std::to_string(size) + ",)", a);
}

// One vector of 1 .. most entries.
inline std::span<const double> vector_of(const char* name, const Doubles& a, py::ssize_t most) {
    require_aligned(name, a);
    if (a.ndim() != 1 || a.shape(0) < 1 || a.shape(0) > most) wrong_shape(name, "(n,) with 1 <= n <= " + std::to_string(most), a);
    return {a.data(), static_cast<std::size_t>(a.shape(0))};
}

inline std::span<const double> vector_of(const char* name, const Doubles& a, std::span<const double> like) {
    require_shape(name, a, static_cast<py::ssize_t>(like.size()));
    return {a.data(), like.size()};
}

// Rows of a batch.
struct Rows {
    const double* data;
    py::ssize_t count, length;
    std::span<const double> operator[](py::ssize_t b) const { return {data + b * length, static_cast<std::size_t>(length)}; }
};

inline Rows rows_of(const char* name, const Doubles& a, py::ssize_t most) {
    require_aligned(name, a);
    if (a.ndim() != 2 || a.shape(1) < 1 || a.shape(1) > most) wrong_shape(name, "(batch, n) with 1 <= n <= " + std::to_string(most), a);
    return {a.data(), a.shape(0), a.shape(1)};
}

inline Rows rows_of(const char* name, const Doubles& a, const Rows& like) {
    require_aligned(name, a);
    if (a.ndim() != 2 || a.shape(0) != like.count || a.shape(1) != like.length)
        wrong_shape(name, "(" + std::to_string(like.count) + ", " + std::to_string(like.length) + ")", a);
    return {a.data(), a.shape(0), a.shape(1)};
}

inline py::int_ integer_of(const Wide& v) {
    char text[2 * 8 * 4 + 1];
    for (std::size_t k = 0; k < 64; ++k) text[k] = "0123456789abcdef"[(v.limb[3 - k / 16] >> (60 - 4 * (k % 16))) & 15];
    text[64] = 0;
    return py::reinterpret_steal<py::int_>(PyLong_FromString(text, nullptr, 16));
}

}  // namespace eft::bind
