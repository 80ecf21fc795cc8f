#include "bind/registry.hpp"
#include "bind/scorer.hpp"
#include "eft/boxes.hpp"
#include "eft/polygons.hpp"
#include "eft/polyominoes.hpp"

using namespace eft;
using bind::scorer;
namespace py = pybind11;

using Reals = Each<double, 1>;
using Places = Each<std::int64_t, 1>;
using Sides = Same<std::int64_t, 1>;
using Cells = Same<std::int64_t, 2>;

// (4, n): x, y over 2^40, tan(angle / 2) over 2^40 and the odd quarter turn, as the scorer rounds them.
template <class Shape>
static py::array_t<std::int64_t> poses(const bind::Doubles& x, const bind::Doubles& y, const bind::Doubles& theta) {
    const auto xs = bind::vector_of("x", x, static_cast<py::ssize_t>(polygons::kMostPieces));
    Verdict fault;
    const auto found = polygons::quantise<Shape>(xs, bind::vector_of("y", y, xs), bind::vector_of("theta", theta, xs), fault);
    if (fault.fault) throw py::value_error(sentence(polygons::kReasons[fault.fault], fault.at));
    const auto n = static_cast<py::ssize_t>(found.size());
    py::array_t<std::int64_t> out({py::ssize_t{4}, n});
    auto cell = out.mutable_unchecked<2>();
    for (py::ssize_t k = 0; k < n; ++k) {
        const polygons::Pose& pose = found[static_cast<std::size_t>(k)];
        cell(0, k) = pose.x, cell(1, k) = pose.y, cell(2, k) = pose.t, cell(3, k) = pose.turned;
    }
    return out;
}

static void bind_polygons(py::module_& m) {
    scorer(
        m, "hexagons_in_hexagon", {"x", "y", "theta"}, polygons::kReasons, "x, y, theta: (n,) float64.",
        +[](Reals x, Reals y, Reals theta) { return polygons::in_container<polygons::Hexagon>(x.span(), y.span(), theta.span()); });
    scorer(
        m, "squares_in_square", {"x", "y", "theta"}, polygons::kReasons, "x, y, theta: (n,) float64.",
        +[](Reals x, Reals y, Reals theta) { return polygons::in_container<polygons::Rectangle>(x.span(), y.span(), theta.span()); });
    scorer(
        m, "rectangles_rotated_in_square", {"w", "h", "x", "y", "theta"}, polygons::kReasons,
        "w, h: (n,) int64; x, y, theta: (n,) float64.", +[](Sides w, Sides h, Reals x, Reals y, Reals theta) {
            return polygons::rectangles_in_container(w.span(), h.span(), x.span(), y.span(), theta.span());
        });
    m.def("hexagon_poses", poses<polygons::Hexagon>, py::arg("x").noconvert(), py::arg("y").noconvert(), py::arg("theta").noconvert(),
          "x, y, theta: (n,) float64. (4, n) int64: centres and tan(angle / 2) over 2^40, and whether it is turned by a quarter more.");
    m.def("rectangle_poses", poses<polygons::Rectangle>, py::arg("x").noconvert(), py::arg("y").noconvert(), py::arg("theta").noconvert(),
          "As hexagon_poses.");
}

static void bind_boxes(py::module_& m) {
    scorer(
        m, "strip_rectangles", {"width", "w", "h", "x", "y"}, boxes::kReasons, "w, h, x, y: (n,) int64.",
        +[](std::int64_t width, Sides w, Sides h, Places x, Places y) {
            return boxes::strip(width, w.span(), h.span(), {x.span(), y.span(), {}});
        });
    scorer(
        m, "strip_rectangles_turned", {"width", "w", "h", "x", "y", "turned"}, boxes::kReasons, "w, h, x, y, turned: (n,) int64.",
        +[](std::int64_t width, Sides w, Sides h, Places x, Places y, Places turned) {
            require(turned.size() == w.size(), "turned: expected one entry for each rectangle");
            return boxes::strip(width, w.span(), h.span(), {x.span(), y.span(), turned.span()});
        });
    scorer(
        m, "rectangles_in_rectangle", {"w", "h", "x", "y", "turned"}, boxes::kReasons, "w, h, x, y, turned: (n,) int64.",
        +[](Sides w, Sides h, Places x, Places y, Places turned) {
            require(turned.size() == w.size(), "turned: expected one entry for each rectangle");
            return boxes::around(boxes::Measure::area, w.span(), h.span(), {x.span(), y.span(), turned.span()});
        });
    scorer(
        m, "rectangles_in_square", {"w", "h", "x", "y", "turned"}, boxes::kReasons, "w, h, x, y, turned: (n,) int64.",
        +[](Sides w, Sides h, Places x, Places y, Places turned) {
            require(turned.size() == w.size(), "turned: expected one entry for each rectangle");
            return boxes::around(boxes::Measure::side, w.span(), h.span(), {x.span(), y.span(), turned.span()});
        });
}

static void bind_polyominoes(py::module_& m) {
    scorer(
        m, "polyomino_fill", {"width", "height", "cells", "start", "used", "x", "y", "orient"}, polyominoes::kReasons,
        "cells: (total, 2) int64; start: (n + 1,) int64; used, x, y, orient: (n,) int64.",
        +[](std::int64_t width, std::int64_t height, Cells cells, Sides start, Places used, Places x, Places y, Places orient) {
            return polyominoes::fill(width, height, {cells, start.span()}, used.span(), x.span(), y.span(), orient.span());
        });
    scorer(
        m, "polyomino_fill_repeated", {"width", "height", "cells", "start", "copies", "piece", "x", "y", "orient"}, polyominoes::kReasons,
        "cells: (total, 2) int64; start: (n + 1,) int64; copies: (n,) int64; piece, x, y, orient: (m,) int64.",
        +[](std::int64_t width, std::int64_t height, Cells cells, Sides start, Sides copies, Places piece, Places x, Places y,
            Places orient) {
            return polyominoes::fill_repeated(width, height, {cells, start.span()}, copies.span(), piece.span(), x.span(), y.span(),
                                              orient.span());
        });
    scorer(
        m, "polyomino_rectangle", {"cells", "start", "x", "y", "orient"}, polyominoes::kReasons,
        "cells: (total, 2) int64; start: (n + 1,) int64; x, y, orient: (n,) int64.",
        +[](Cells cells, Sides start, Places x, Places y, Places orient) {
            return polyominoes::box_around({cells, start.span()}, x.span(), y.span(), orient.span());
        });
}

static void bind_shapes(py::module_& m) {
    bind_polygons(m);
    bind_boxes(m);
    bind_polyominoes(m);
}

static const bind::Register registered("shapes", bind_shapes);
