// Binds one scorer function twice: `name` for one candidate and `name_batch` for many of one shape.
//
// The types of its parameters say what Python passes: Each<T, R> is the candidate's (one more axis in the batch), Same<T, R> and plain
// numbers belong to the instance and are shared by the batch.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bind/arrays.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::bind {

using Reasons = std::span<const char* const>;

struct Scored {
    Verdict verdict;
    Reasons reasons;
    std::string reason() const {
        return sentence(reasons[static_cast<std::size_t>(verdict.fault ? verdict.fault : verdict.note)], verdict.at);
    }
};

struct ScoredBatch {
    std::vector<Verdict> verdicts;
    Reasons reasons;
};

// How a parameter is taken from Python. `count` is the length of the batch; `view` gives what candidate b sees.
template <class P>
struct Parameter {  // a number of the instance
    using Python = P;
    static void check(const char*, const P&, bool, py::ssize_t&) {}
    static P view(const P& value, bool, py::ssize_t) { return value; }
};

template <class T, int R, bool own>
struct ArrayParameter {
    using Python = Borrowed<T>;
    static void check(const char* name, const Python& a, bool batched, py::ssize_t& count) {
        const bool leading = own && batched;
        if (a.ndim() != R + (leading ? 1 : 0))
            throw py::value_error(std::string(name) + ": expected " + std::to_string(R + (leading ? 1 : 0)) +
                                  (leading ? " axes (batch first), got shape " : " axes, got shape ") + shape_of(a));
        if (!leading) return;
        if (count >= 0 && a.shape(0) != count)
            throw py::value_error(std::string(name) + ": expected a batch of " + std::to_string(count) + ", got shape " + shape_of(a));
        count = a.shape(0);
    }
    template <class V>
    static V view(const Python& a, bool batched, py::ssize_t b) {
        const py::ssize_t leading = own && batched ? 1 : 0;
        V out;
        std::size_t size = 1;
        for (int k = 0; k < R; ++k) size *= out.shape[static_cast<std::size_t>(k)] = static_cast<std::size_t>(a.shape(k + leading));
        out.data = a.data() + (leading ? static_cast<std::size_t>(b) * size : 0);
        return out;
    }
};

template <class T, int R>
struct Parameter<Each<T, R>> : ArrayParameter<T, R, true> {
    using Array = ArrayParameter<T, R, true>;
    static Each<T, R> view(const typename Array::Python& a, bool batched, py::ssize_t b) {
        return Array::template view<Each<T, R>>(a, batched, b);
    }
};

template <class T, int R>
struct Parameter<Same<T, R>> : ArrayParameter<T, R, false> {
    using Array = ArrayParameter<T, R, false>;
    static Same<T, R> view(const typename Array::Python& a, bool batched, py::ssize_t b) {
        return Array::template view<Same<T, R>>(a, batched, b);
    }
};

namespace detail {

template <class... P, std::size_t... K>
void define(py::module_& m, const std::string& name, std::array<const char*, sizeof...(P)> names, Reasons reasons, const char* doc,
            Verdict (*score)(P...), std::index_sequence<K...>) {
    m.def(
        name.c_str(),
        [names, reasons, score](const typename Parameter<P>::Python&... values) {
            py::ssize_t count = -1;
            (Parameter<P>::check(names[K], values, false, count), ...);
            const py::gil_scoped_release unlocked;
            return Scored{score(Parameter<P>::view(values, false, 0)...), reasons};
        },
        py::arg(names[K]).noconvert()..., doc);
    m.def((name + "_batch").c_str(),
          [names, reasons, score](const typename Parameter<P>::Python&... values) {
              py::ssize_t count = -1;
              (Parameter<P>::check(names[K], values, true, count), ...);
              ScoredBatch out{{}, reasons};
              out.verdicts.resize(static_cast<std::size_t>(count));
              const py::gil_scoped_release unlocked;
              for (py::ssize_t b = 0; b < count; ++b)
                  out.verdicts[static_cast<std::size_t>(b)] = score(Parameter<P>::view(values, true, b)...);
              return out;
          },
          py::arg(names[K]).noconvert()..., doc);
}

}  // namespace detail

// names: of the parameters. reasons: the header's kReasons, which must outlive the module.
template <class... P>
void scorer(py::module_& m, const std::string& name, std::array<const char*, sizeof...(P)> names, Reasons reasons, const char* doc,
            Verdict (*score)(P...)) {
    detail::define(m, name, names, reasons, doc, score, std::make_index_sequence<sizeof...(P)>{});
}

}  // namespace eft::bind
