#include <pybind11/pybind11.h>

#include "bind/registry.hpp"

PYBIND11_MODULE(_scorers, m) {
    m.doc() = "Compiled scorers: exact, tolerance-free. eft.evaluation.scorers is the face to read.";
    for (const auto& [name, binder] : eft::bind::binders()) binder(m);
}
