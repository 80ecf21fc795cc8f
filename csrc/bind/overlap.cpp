#include "eft/overlap.hpp"

#include "bind/bounds.hpp"
#include "bind/registry.hpp"

namespace py = pybind11;
using namespace eft::bind;

namespace {

Bound score(std::span<const double> h) {
    thread_local eft::overlap::Workspace workspace;
    const auto r = eft::overlap::bound(h, workspace);
    if (!r.valid) return {.fault = 1, .at = r.at};
    return {.place = r.lag, .ratio = r.bound, .value = r.value};
}

void bind_overlap(py::module_& m) {
    m.def(
        "erdos_overlap", [](const Doubles& h) { return bound_one("h", h, score); }, py::arg("h").noconvert(),
        "h: (n,) float64, C-contiguous.");
    m.def(
        "erdos_overlap_batch", [](const Doubles& h) { return bound_many("h", h, score); }, py::arg("h").noconvert(),
        "h: (batch, n) float64, C-contiguous.");
}

}  // namespace

static const Register registered("overlap", bind_overlap);
