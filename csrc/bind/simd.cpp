#include "eft/dispatch.hpp"

#include <pybind11/stl.h>

#include "bind/registry.hpp"

namespace py = pybind11;

static void bind_simd(py::module_& m) {
    m.def("simd_level", [] { return std::string(eft::name_of(eft::simd())); }, "Instruction set in use.");
    m.def(
        "simd_levels",
        [] {
            std::vector<std::string> names;
            for (const auto level : eft::available_simd()) names.emplace_back(eft::name_of(level));
            return names;
        },
        "Instruction sets of this machine, slowest first.");
    m.def(
        "set_simd_level",
        [](const std::string& level) {
            if (!eft::set_simd(level)) throw py::value_error("simd level: this machine has no " + level + "; see simd_levels()");
        },
        py::arg("level"), "Choose an instruction set for the whole process (for tests: results do not depend on it).");
}

static const eft::bind::Register registered("simd", bind_simd);
