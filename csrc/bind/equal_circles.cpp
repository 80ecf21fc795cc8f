#include "eft/equal_circles.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;

static void bind_equal_circles(pybind11::module_& m) {
    scorer(
        m, "equal_circles_in_square", {"x", "y"}, equal_circles::kReasons, "x, y: (n,) float64, centres in [0, 1].",
        +[](Each<double, 1> x, Each<double, 1> y) { return equal_circles::in_square(x.span(), y.span()); });
}

static const bind::Register registered("equal circles", bind_equal_circles);
