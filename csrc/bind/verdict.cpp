#include "bind/scorer.hpp"

#include "bind/registry.hpp"

namespace py = pybind11;
using eft::bind::Scored;
using eft::bind::ScoredBatch;

static py::array_t<bool> valid_of(const ScoredBatch& b) {
    py::array_t<bool> out(static_cast<py::ssize_t>(b.verdicts.size()));
    for (std::size_t k = 0; k < b.verdicts.size(); ++k) out.mutable_data()[k] = b.verdicts[k].fault == 0;
    return out;
}

static py::array_t<double> value_of(const ScoredBatch& b) {
    py::array_t<double> out(static_cast<py::ssize_t>(b.verdicts.size()));
    for (std::size_t k = 0; k < b.verdicts.size(); ++k) out.mutable_data()[k] = b.verdicts[k].value;
    return out;
}

static void bind_verdict(py::module_& m) {
    py::class_<Scored>(m, "Verdict",
                       "Judgement of one candidate: value is exact = numerator / denominator, rounded to the side that never flatters.")
        .def_property_readonly("valid", [](const Scored& s) { return s.verdict.fault == 0; })
        .def_property_readonly("fault", [](const Scored& s) { return s.verdict.fault; })
        .def_property_readonly("reason", &Scored::reason)
        .def_property_readonly("repair", [](const Scored& s) { return s.verdict.repair; })
        .def_property_readonly("value", [](const Scored& s) { return s.verdict.value; })
        .def_property_readonly("numerator",
                               [](const Scored& s) {
                                   py::object n = eft::bind::integer_of(s.verdict.exact.numerator);
                                   return py::int_(s.verdict.negative ? -n : n);
                               })
        .def_property_readonly("denominator", [](const Scored& s) { return eft::bind::integer_of(s.verdict.exact.denominator); });
    py::class_<ScoredBatch>(m, "VerdictBatch", "Judgements of a batch: arrays over it; [b] gives one.")
        .def_property_readonly("valid", valid_of)
        .def_property_readonly("value", value_of)
        .def("__len__", [](const ScoredBatch& s) { return s.verdicts.size(); })
        .def("__getitem__", [](const ScoredBatch& s, py::ssize_t b) {
            const auto count = static_cast<py::ssize_t>(s.verdicts.size());
            if (b < 0) b += count;
            if (b < 0 || b >= count) throw py::index_error("batch of " + std::to_string(count));
            return Scored{s.verdicts[static_cast<std::size_t>(b)], s.reasons};
        });
}

// "a" sorts it before the scorers, whose signatures name these classes.
static const eft::bind::Register registered("a verdict", bind_verdict);
