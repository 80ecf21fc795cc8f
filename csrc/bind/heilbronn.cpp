#include "eft/heilbronn.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;
using heilbronn::Region;

static void bind_heilbronn(pybind11::module_& m) {
    const char* doc = "points: (n, 2) float64, 3 <= n <= 1024.";
    scorer(
        m, "heilbronn_square", {"points"}, heilbronn::kReasons, doc,
        +[](Each<double, 2> points) { return heilbronn::smallest_triangle(points, Region::square); });
    scorer(
        m, "heilbronn_triangle", {"points"}, heilbronn::kReasons, doc,
        +[](Each<double, 2> points) { return heilbronn::smallest_triangle(points, Region::triangle); });
    scorer(
        m, "heilbronn_disk", {"points"}, heilbronn::kReasons, doc,
        +[](Each<double, 2> points) { return heilbronn::smallest_triangle(points, Region::disk); });
    scorer(
        m, "heilbronn_convex", {"points"}, heilbronn::kReasons, doc,
        +[](Each<double, 2> points) { return heilbronn::smallest_triangle(points, Region::convex); });
}

static const bind::Register registered("heilbronn", bind_heilbronn);
