#include "eft/packing.hpp"

#include "bind/arrays.hpp"
#include "bind/registry.hpp"

namespace py = pybind11;
using eft::bind::Doubles;
using eft::bind::Rows;
using namespace eft::packing;

namespace {

using In = std::span<const double>;
using Out = std::span<double>;

constexpr py::ssize_t kMost = 1 << 20;

struct Packing {
    Result result;
    py::array_t<double> radii;
};

struct PackingBatch {
    py::array_t<std::int8_t> fault, worst;
    py::array_t<std::int64_t> at, sum, violation, first, second;
    py::array_t<double> radii;
};

thread_local Workspace workspace;

template <class Score>
Packing one(const Doubles& x, const Doubles& y, const Doubles& r, Score score) {
    const auto X = eft::bind::vector_of("x", x, kMost);
    const auto Y = eft::bind::vector_of("y", y, X), R = eft::bind::vector_of("r", r, X);
    py::array_t<double> radii(x.shape(0));
    const std::span<double> out(radii.mutable_data(), X.size());
    Result result;
    {
        const py::gil_scoped_release unlocked;
        result = score(X, Y, R, out, workspace);
        if (result.fault != Fault::none) std::fill(out.begin(), out.end(), 0.0);
    }
    return {result, std::move(radii)};
}

template <class Score>
PackingBatch many(const Doubles& x, const Doubles& y, const Doubles& r, Score score) {
    const Rows X = eft::bind::rows_of("x", x, kMost), Y = eft::bind::rows_of("y", y, X), R = eft::bind::rows_of("r", r, X);
    const py::ssize_t count = X.count;
    PackingBatch out{py::array_t<std::int8_t>(count),  py::array_t<std::int8_t>(count),       py::array_t<std::int64_t>(count),
                     py::array_t<std::int64_t>(count), py::array_t<std::int64_t>(count),      py::array_t<std::int64_t>(count),
                     py::array_t<std::int64_t>(count), py::array_t<double>({count, X.length})};
    auto *fault = out.fault.mutable_data(), *worst = out.worst.mutable_data();
    auto *at = out.at.mutable_data(), *sum = out.sum.mutable_data(), *violation = out.violation.mutable_data();
    auto *first = out.first.mutable_data(), *second = out.second.mutable_data();
    double* radii = out.radii.mutable_data();
    const py::gil_scoped_release unlocked;
    for (py::ssize_t b = 0; b < count; ++b) {
        const std::span<double> repaired(radii + b * X.length, static_cast<std::size_t>(X.length));
        const Result one = score(b, X[b], Y[b], R[b], repaired, workspace);
        if (one.fault != Fault::none) std::fill(repaired.begin(), repaired.end(), 0.0);
        fault[b] = static_cast<std::int8_t>(one.fault);
        worst[b] = static_cast<std::int8_t>(one.worst);
        at[b] = one.at, sum[b] = one.sum, violation[b] = one.violation, first[b] = one.first, second[b] = one.second;
    }
    return out;
}

void bind_packing(py::module_& m) {
    py::class_<Packing>(m, "PackingResult", "Codes as eft::packing::Fault and Constraint; lengths as integers over 2^46.")
        .def_property_readonly("fault", [](const Packing& p) { return static_cast<int>(p.result.fault); })
        .def_property_readonly("at", [](const Packing& p) { return p.result.at; })
        .def_property_readonly("sum", [](const Packing& p) { return p.result.sum; })
        .def_property_readonly("violation", [](const Packing& p) { return p.result.violation; })
        .def_property_readonly("worst", [](const Packing& p) { return static_cast<int>(p.result.worst); })
        .def_property_readonly("first", [](const Packing& p) { return p.result.first; })
        .def_property_readonly("second", [](const Packing& p) { return p.result.second; })
        .def_readonly("radii", &Packing::radii);
    py::class_<PackingBatch>(m, "PackingBatchResult", "As PackingResult, one entry per packing.")
        .def_readonly("fault", &PackingBatch::fault)
        .def_readonly("worst", &PackingBatch::worst)
        .def_readonly("at", &PackingBatch::at)
        .def_readonly("sum", &PackingBatch::sum)
        .def_readonly("violation", &PackingBatch::violation)
        .def_readonly("first", &PackingBatch::first)
        .def_readonly("second", &PackingBatch::second)
        .def_readonly("radii", &PackingBatch::radii);
    m.def(
        "circles_in_square", [](const Doubles& x, const Doubles& y, const Doubles& r) { return one(x, y, r, in_square); },
        py::arg("x").noconvert(), py::arg("y").noconvert(), py::arg("r").noconvert(), "x, y, r: (n,) float64, C-contiguous.");
    m.def(
        "circles_in_rectangle",
        [](double w, const Doubles& x, const Doubles& y, const Doubles& r) {
            return one(x, y, r, [w](In X, In Y, In R, Out out, Workspace& space) { return in_rectangle(w, X, Y, R, out, space); });
        },
        py::arg("w"), py::arg("x").noconvert(), py::arg("y").noconvert(), py::arg("r").noconvert(),
        "Width w, height 2 - w; x, y, r: (n,) float64, C-contiguous.");
    m.def(
        "circles_in_square_batch",
        [](const Doubles& x, const Doubles& y, const Doubles& r) {
            return many(x, y, r, [](py::ssize_t, In X, In Y, In R, Out out, Workspace& space) { return in_square(X, Y, R, out, space); });
        },
        py::arg("x").noconvert(), py::arg("y").noconvert(), py::arg("r").noconvert(), "x, y, r: (batch, n) float64, C-contiguous.");
    m.def(
        "circles_in_rectangle_batch",
        [](const Doubles& w, const Doubles& x, const Doubles& y, const Doubles& r) {
            const py::ssize_t count = eft::bind::rows_of("x", x, kMost).count;
            eft::bind::require_shape("w", w, count);
            return many(x, y, r, [widths = w.data()](py::ssize_t b, In X, In Y, In R, Out out, Workspace& space) {
                return in_rectangle(widths[b], X, Y, R, out, space);
            });
        },
        py::arg("w").noconvert(), py::arg("x").noconvert(), py::arg("y").noconvert(), py::arg("r").noconvert(),
        "w: (batch,); x, y, r: (batch, n); float64, C-contiguous.");
}

}  // namespace

static const eft::bind::Register registered("packing", bind_packing);
