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

// A NumPy array of the caller, borrowed for the call. Anything but an aligned C-contiguous array of T does not match: a TypeError.
// py::array_t would do, but asks NumPy for a new array after the same check, which costs 0.5 us an argument.
template <class T>
class Borrowed {
  public:
    bool load(py::handle h) {
        static const PyObject* const wanted = py::dtype::of<T>().release().ptr();  // NumPy's own: the usual arrays share it
        const auto& numpy = py::detail::npy_api::get();
        constexpr int flags = py::detail::npy_api::NPY_ARRAY_C_CONTIGUOUS_ | py::detail::npy_api::NPY_ARRAY_ALIGNED_;
        if (!numpy.PyArray_Check_(h.ptr())) return false;
        array_ = py::detail::array_proxy(h.ptr());
        return (array_->flags & flags) == flags &&
               (array_->descr == wanted || numpy.PyArray_EquivTypes_(array_->descr, const_cast<PyObject*>(wanted)));
    }
    py::ssize_t ndim() const { return array_->nd; }
    py::ssize_t shape(py::ssize_t k) const { return array_->dimensions[k]; }
    const T* data() const { return reinterpret_cast<const T*>(array_->data); }

  private:
    const py::detail::PyArray_Proxy* array_ = nullptr;
};

using Doubles = Borrowed<double>;

template <class Array>
std::string shape_of(const Array& a) {
    std::string out = "(";
    for (py::ssize_t k = 0; k < a.ndim(); ++k) out += (k ? ", " : "") + std::to_string(a.shape(k));
    return out + (a.ndim() == 1 ? ",)" : ")");
}

template <class Array>
[[noreturn]] void wrong_shape(const char* name, const std::string& expected, const Array& got) {
    throw py::value_error(std::string(name) + ": expected shape " + expected + ", got " + shape_of(got));
}

inline void require_shape(const char* name, const Doubles& a, py::ssize_t size) {
    if (a.ndim() != 1 || a.shape(0) != size) wrong_shape(name, "(" + std::to_string(size) + ",)", a);
}

// One vector of 1 .. most entries.
inline std::span<const double> vector_of(const char* name, const Doubles& a, py::ssize_t most) {
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
    if (a.ndim() != 2 || a.shape(1) < 1 || a.shape(1) > most) wrong_shape(name, "(batch, n) with 1 <= n <= " + std::to_string(most), a);
    return {a.data(), a.shape(0), a.shape(1)};
}

inline Rows rows_of(const char* name, const Doubles& a, const Rows& like) {
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

template <class T>
struct pybind11::detail::type_caster<eft::bind::Borrowed<T>> {
    PYBIND11_TYPE_CASTER(eft::bind::Borrowed<T>, const_name("numpy.typing.NDArray[") + npy_format_descriptor<T>::name + const_name("]"));
    bool load(handle source, bool) { return value.load(source); }
};
