#include "eft/sphere.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;

static void bind_sphere(pybind11::module_& m) {
    scorer(
        m, "riesz_energy", {"s", "points"}, sphere::kReasons,
        "s: exponent, 0 <= s <= 60 (0: logarithmic). points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.",
        +[](std::int64_t s, Each<double, 2> points) { return sphere::energy(s, points); });
    scorer(
        m, "tammes", {"points"}, sphere::kReasons, "points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.",
        +[](Each<double, 2> points) { return sphere::tammes(points); });
}

static const bind::Register registered("sphere", bind_sphere);
