#include "eft/heilbronn.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

namespace py = pybind11;
using namespace eft;
using heilbronn::Region;

using Points = bind::Borrowed<double>;

static void bind_region(py::module_& m, const std::string& name, Region region) {
    m.def(
        name.c_str(),
        [region](const Points& points) {
            using Parameter = bind::Parameter<Each<double, 2>>;
            py::ssize_t count = -1;
            Parameter::check("points", points, false, count);
            const py::gil_scoped_release unlocked;
            return bind::Scored{heilbronn::smallest_triangle(Parameter::view(points, false, 0), region), heilbronn::kReasons};
        },
        py::arg("points").noconvert(), "points: (n, 2) float64, 3 <= n <= 1024.");
    m.def((name + "_batch").c_str(),
          [region](const Points& points) {
              using Parameter = bind::Parameter<Each<double, 3>>;
              py::ssize_t count = -1;
              Parameter::check("points", points, false, count);
              const py::gil_scoped_release unlocked;
              return bind::ScoredBatch{heilbronn::smallest_triangles(Parameter::view(points, false, 0), region), heilbronn::kReasons};
          },
          py::arg("points").noconvert(), "points: (batch, n, 2) float64, 3 <= n <= 1024.");
}

static void bind_heilbronn(py::module_& m) {
    bind_region(m, "heilbronn_square", Region::square);
    bind_region(m, "heilbronn_triangle", Region::triangle);
    bind_region(m, "heilbronn_disk", Region::disk);
    bind_region(m, "heilbronn_convex", Region::convex);
}

static const bind::Register registered("heilbronn", bind_heilbronn);
