#include "eft/grid_points.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;

static void bind_grid_points(pybind11::module_& m) {
    const char* doc = "n: side of the grid, 1 <= n <= 1024. points: (m, 2) int64.";
    scorer(
        m, "no_three_in_line", {"n", "points"}, grid_points::kReasons, doc,
        +[](std::int64_t n, Each<std::int64_t, 2> points) { return grid_points::no_three_in_line(n, points); });
    scorer(
        m, "no_isosceles", {"n", "points"}, grid_points::kReasons, doc,
        +[](std::int64_t n, Each<std::int64_t, 2> points) { return grid_points::no_isosceles(n, points); });
}

static const bind::Register registered("grid points", bind_grid_points);
