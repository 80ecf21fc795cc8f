#include "eft/discrepancy.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;

static void bind_discrepancy(pybind11::module_& m) {
    scorer(
        m, "star_discrepancy", {"points"}, discrepancy::kReasons, "points: (n, 2) float64 in [0, 1], 1 <= n <= 4096.",
        +[](Each<double, 2> points) { return discrepancy::star(points); });
}

static const bind::Register registered("discrepancy", bind_discrepancy);
