#include "bind/registry.hpp"
#include "bind/scorer.hpp"
#include "eft/autocorrelation.hpp"
#include "eft/form.hpp"
#include "eft/overlap.hpp"

namespace py = pybind11;
using namespace eft;
using autocorrelation::Kind;
using bind::Doubles;
using bind::scorer;

namespace {

using Heights = Each<double, 1>;

products::Workspace& mine() {
    thread_local products::Workspace workspace;
    return workspace;
}

template <Kind kind>
Verdict autocorrelation_of(Heights a) {
    return autocorrelation::bound<kind>(a.span(), mine());
}

Verdict erdos_overlap(Heights h) { return overlap::bound(h.span(), {}, mine()); }

Verdict minimum_overlap(Heights h, std::int64_t p, std::int64_t q, std::int64_t length_top, std::int64_t length_bottom) {
    return overlap::bound(h.span(), {p, q, length_top, length_bottom}, mine());
}

Verdict windowed_form(Heights a, Same<std::int64_t, 1> kernel, bool correlate, std::int64_t extreme, bool clip, std::int64_t low,
                      std::int64_t high, std::int64_t parts, std::int64_t scale_top, std::int64_t scale_bottom) {
    require(extreme >= form::largest && extreme <= form::magnitude, "extreme: expected 0, 1 or 2");
    const form::Problem problem{kernel.span(),
                                correlate ? products::Product::correlation : products::Product::convolution,
                                static_cast<form::Extreme>(extreme),
                                clip,
                                low,
                                high,
                                parts,
                                scale_top,
                                scale_bottom};
    return form::bound(a.span(), problem, mine());
}

py::array_t<std::int64_t> copied(const std::vector<std::int64_t>& v) {
    return py::array_t<std::int64_t>(static_cast<py::ssize_t>(v.size()), v.data());
}

std::span<const double> finite(const Doubles& a) {
    require(a.ndim() == 1, "heights: expected 1 axis");
    const std::span<const double> out(a.data(), static_cast<std::size_t>(a.shape(0)));
    require(step::check(out).fault == 0, "heights: expected 1 to 1048576 finite numbers");
    return out;
}

py::array_t<std::int64_t> overlap_heights(const Doubles& h, std::int64_t p, std::int64_t q) {
    auto& workspace = mine();
    overlap::quantise(finite(h), {p, q}, workspace);
    return copied(workspace.heights);
}

py::array_t<std::int64_t> scaled_heights(const Doubles& a, bool clip) {
    auto& workspace = mine();
    if (!step::scale_heights(finite(a), clip, workspace.heights)) workspace.heights.assign(static_cast<std::size_t>(a.shape(0)), 0);
    return copied(workspace.heights);
}

void bind_steps(py::module_& m) {
    const bind::Reasons reasons = step::kReasons;
    scorer(m, "erdos_overlap", {"h"}, reasons, "h: (n,) float64.", erdos_overlap);
    scorer(m, "minimum_overlap", {"h", "p", "q", "length_top", "length_bottom"}, reasons, "h: (n,) float64; mean p/q.", minimum_overlap);
    scorer(m, "autocorrelation_first", {"a"}, reasons, "a: (n,) float64.", autocorrelation_of<Kind::first>);
    scorer(m, "autocorrelation_second", {"a"}, reasons, "a: (n,) float64.", autocorrelation_of<Kind::second>);
    scorer(m, "autocorrelation_third_magnitude", {"a"}, reasons, "a: (n,) float64.", autocorrelation_of<Kind::third_magnitude>);
    scorer(m, "autocorrelation_third_signed", {"a"}, reasons, "a: (n,) float64.", autocorrelation_of<Kind::third_signed>);
    scorer(m, "windowed_form", {"a", "kernel", "correlate", "extreme", "clip", "low", "high", "parts", "scale_top", "scale_bottom"},
           reasons, "a: (n,) float64; kernel: (m,) int64, empty for a itself; window [low, high] / parts in pieces.", windowed_form);
    m.def("overlap_heights", &overlap_heights, py::arg("h").noconvert(), py::arg("p"), py::arg("q"), "The heights as they are scored.");
    m.def("scaled_heights", &scaled_heights, py::arg("a").noconvert(), py::arg("clip"), "The heights as they are scored.");
}

}  // namespace

static const bind::Register registered("steps", bind_steps);
