#include "eft/additive.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;

static void bind_additive(pybind11::module_& m) {
    scorer(
        m, "golomb", {"marks"}, additive::kReasons, "marks: (n,) int64.",
        +[](Each<std::int64_t, 1> marks) { return additive::golomb(marks.span()); });
}

static const bind::Register registered("additive", bind_additive);
