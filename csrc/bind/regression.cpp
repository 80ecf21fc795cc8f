#include "eft/regression.hpp"

#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "bind/arrays.hpp"
#include "bind/registry.hpp"

namespace py = pybind11;
using namespace eft;
using bind::Doubles;
using Integers = bind::Borrowed<std::int64_t>;

namespace {

template <class Array>
void require_axes(const char* name, const Array& a, py::ssize_t axes) {
    if (a.ndim() != axes)
        throw py::value_error(std::string(name) + ": expected " + std::to_string(axes) + " axes, got shape " + bind::shape_of(a));
}

View<double, 2> table_of(const char* name, const Doubles& a) {
    require_axes(name, a, 2);
    return {a.data(), {static_cast<std::size_t>(a.shape(0)), static_cast<std::size_t>(a.shape(1))}};
}

regression::Points points_of(const Doubles& x, const Doubles& y) {
    require_axes("y", y, 1);
    return {table_of("x", x), {y.data(), static_cast<std::size_t>(y.shape(0))}};
}

// Program b of a batch (b = 0 and no leading axis for a single one).
expression::Program program_of(const Integers& ops, const Doubles& constants, py::ssize_t b, bool batched) {
    const py::ssize_t lead = batched ? 1 : 0, nodes = ops.shape(lead), width = ops.shape(lead + 1), given = constants.shape(lead);
    return {{ops.data() + b * nodes * width, {static_cast<std::size_t>(nodes), static_cast<std::size_t>(width)}},
            {constants.data() + b * given, static_cast<std::size_t>(given)}};
}

regression::Fit fit(const Integers& ops, const Doubles& constants, const Doubles& x_in, const Doubles& y_in, const Doubles& x_out,
                    const Doubles& y_out, double mean, std::int64_t nodes, std::int64_t depth, std::int64_t allowed) {
    require_axes("ops", ops, 2);
    require_axes("constants", constants, 1);
    const regression::Points inside = points_of(x_in, y_in), outside = points_of(x_out, y_out);
    const py::gil_scoped_release unlocked;
    return regression::law_fit(program_of(ops, constants, 0, false), inside, outside, mean, {nodes, depth, allowed});
}

std::vector<regression::Fit> fit_batch(const Integers& ops, const Doubles& constants, const Doubles& x_in, const Doubles& y_in,
                                       const Doubles& x_out, const Doubles& y_out, double mean, std::int64_t nodes, std::int64_t depth,
                                       std::int64_t allowed) {
    require_axes("ops", ops, 3);
    require_axes("constants", constants, 2);
    if (ops.shape(0) != constants.shape(0)) throw py::value_error("constants: expected one row for each expression");
    const regression::Points inside = points_of(x_in, y_in), outside = points_of(x_out, y_out);
    const py::gil_scoped_release unlocked;
    std::vector<regression::Fit> out;
    for (py::ssize_t b = 0; b < ops.shape(0); ++b)
        out.push_back(regression::law_fit(program_of(ops, constants, b, true), inside, outside, mean, {nodes, depth, allowed}));
    return out;
}

py::array_t<double> values(const Integers& ops, const Doubles& constants, const Doubles& x) {
    require_axes("ops", ops, 2);
    require_axes("constants", constants, 1);
    const View<double, 2> points = table_of("x", x);
    expression::Program program = program_of(ops, constants, 0, false);
    const Verdict bad = expression::check(program, x.shape(0), {});
    if (bad.fault) throw py::value_error(sentence(expression::kReasons[bad.fault], bad.at));
    py::array_t<double> out(x.shape(1));
    const std::span<double> target(out.mutable_data(), points.shape[1]);
    const py::gil_scoped_release unlocked;
    expression::evaluate_all(program, points, target);
    return out;
}

void bind_regression(py::module_& m) {
    py::class_<regression::Fit>(m, "Fit", "How an expression predicts: in double precision.")
        .def_property_readonly("valid", [](const regression::Fit& f) { return f.verdict.fault == 0; })
        .def_property_readonly("reason",
                               [](const regression::Fit& f) { return sentence(expression::kReasons[f.verdict.fault], f.verdict.at); })
        .def_readonly("value", &regression::Fit::value)
        .def_property_readonly("nmse_in", [](const regression::Fit& f) { return f.in_range.nmse; })
        .def_property_readonly("nmse_out", [](const regression::Fit& f) { return f.out_of_range.nmse; })
        .def_property_readonly("replaced_in", [](const regression::Fit& f) { return f.in_range.replaced; })
        .def_property_readonly("replaced_out", [](const regression::Fit& f) { return f.out_of_range.replaced; });
    const auto define = [&m](const char* name, auto function, const char* doc) {
        m.def(name, function, py::arg("ops").noconvert(), py::arg("constants").noconvert(), py::arg("x_in").noconvert(),
              py::arg("y_in").noconvert(), py::arg("x_out").noconvert(), py::arg("y_out").noconvert(), py::arg("mean"), py::arg("nodes"),
              py::arg("depth"), py::arg("allowed"), doc);
    };
    define("law_fit", &fit, "ops: (nodes, 2) int64; constants: (c,); x: (variables, n); y: (n,).");
    define("law_fit_batch", &fit_batch, "ops: (batch, nodes, 2) int64; constants: (batch, c).");
    m.def("expression_values", &values, py::arg("ops").noconvert(), py::arg("constants").noconvert(), py::arg("x").noconvert(),
          "Values at x: (variables, n).");
}

const bind::Register registered("regression", bind_regression);

}  // namespace
