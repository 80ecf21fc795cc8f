#include "bind/bounds.hpp"

#include "bind/registry.hpp"

namespace py = pybind11;
using eft::bind::Bound;
using eft::bind::BoundBatch;

static void bind_bounds(py::module_& m) {
    py::class_<Bound>(m, "BoundResult", "fault: 0 accepted, 1 not finite at `at`, 2 zero sum; place: the deciding lag or knot.")
        .def_readonly("fault", &Bound::fault)
        .def_readonly("at", &Bound::at)
        .def_readonly("place", &Bound::place)
        .def_readonly("value", &Bound::value)
        .def_property_readonly("numerator", [](const Bound& b) { return eft::bind::integer_of(b.ratio.numerator); })
        .def_property_readonly("denominator", [](const Bound& b) { return eft::bind::integer_of(b.ratio.denominator); });
    py::class_<BoundBatch>(m, "BoundBatchResult", "One entry per row; numerator and denominator: (batch, 4) little-endian 64-bit limbs.")
        .def_readonly("fault", &BoundBatch::fault)
        .def_readonly("at", &BoundBatch::at)
        .def_readonly("place", &BoundBatch::place)
        .def_readonly("value", &BoundBatch::value)
        .def_readonly("numerator", &BoundBatch::numerator)
        .def_readonly("denominator", &BoundBatch::denominator);
}

// "a" sorts it before the scorers, whose signatures name these classes.
static const eft::bind::Register registered("a bounds", bind_bounds);
