#include "eft/autocorrelation.hpp"

#include "bind/bounds.hpp"
#include "bind/registry.hpp"

namespace py = pybind11;
using namespace eft::bind;
using eft::autocorrelation::Kind;

namespace {

template <Kind kind>
Bound score(std::span<const double> a) {
    thread_local eft::autocorrelation::Workspace workspace;
    const auto r = eft::autocorrelation::bound<kind>(a, workspace);
    if (r.fault != eft::autocorrelation::Fault::none) return {.fault = static_cast<std::int64_t>(r.fault), .at = r.at};
    return {.place = r.knot, .ratio = r.bound, .value = r.value};
}

template <Kind kind>
void bind_kind(py::module_& m, const std::string& name) {
    m.def(
        name.c_str(), [](const Doubles& a) { return bound_one("a", a, score<kind>); }, py::arg("a").noconvert(),
        "a: (n,) float64, C-contiguous.");
    m.def((name + "_batch").c_str(), [](const Doubles& a) { return bound_many("a", a, score<kind>); }, py::arg("a").noconvert(),
          "a: (batch, n) float64, C-contiguous.");
}

void bind_autocorrelation(py::module_& m) {
    bind_kind<Kind::first>(m, "autocorrelation_first");
    bind_kind<Kind::second>(m, "autocorrelation_second");
    bind_kind<Kind::third>(m, "autocorrelation_third");
}

}  // namespace

static const Register registered("autocorrelation", bind_autocorrelation);
