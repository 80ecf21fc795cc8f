#include "eft/distances.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;

static void bind_distances(pybind11::module_& m) {
    scorer(
        m, "distance_ratio", {"points"}, distances::kReasons, "points: (n, d) float64, 2 <= n <= 4096, 1 <= d <= 64.",
        +[](Each<double, 2> points) { return distances::ratio(points); });
    scorer(
        m, "kissing", {"vectors"}, distances::kReasons, "vectors: (m, d) int64, 1 <= d <= 64.",
        +[](Each<std::int64_t, 2> vectors) { return distances::kissing(vectors); });
}

static const bind::Register registered("distances", bind_distances);
