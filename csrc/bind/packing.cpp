#include "eft/packing.hpp"

#include <memory>

#include "bind/arrays.hpp"
#include "bind/registry.hpp"
#include "eft/verdict.hpp"

namespace py = pybind11;
using eft::bind::Doubles;
using eft::bind::Rows;
using namespace eft::packing;

namespace {

constexpr py::ssize_t kMost = 1 << 20;
constexpr std::size_t kShort = 128;  // below so many disks a call is over before another thread could use the GIL
thread_local Workspace workspace;

// Numbers of the repaired packing (all x, all y, all radii) as integers over 2^46, made into arrays when asked for.
struct Packing {
    Result result;
    std::size_t n = 0;
    std::unique_ptr<double[]> numbers;

    py::array_t<std::int64_t> column(std::size_t which) const {
        py::array_t<std::int64_t> out(static_cast<py::ssize_t>(numbers ? n : 0));
        std::copy_n(numbers.get() + which * n, out.size(), out.mutable_data());
        return out;
    }
    double value() const {  // the sum rounded down
        constexpr std::int64_t exact = std::int64_t{1} << 53;
        if (result.fault) return std::numeric_limits<double>::quiet_NaN();
        if (result.sum <= exact) return static_cast<double>(result.sum) / kGrid;
        return eft::rounded({eft::Wide(static_cast<eft::u128>(result.sum)), eft::Wide(eft::u128{1} << 46)}, eft::Round::down);
    }
};

struct PackingBatch {
    py::array_t<bool> valid;
    py::array_t<std::int64_t> sum, violation;
};

template <class Walls>
void fill(const Walls& walls, std::span<const double> x, std::span<const double> y, std::span<const double> r, Packing& out) {
    out.result = score(walls, x, y, r, workspace);
    if (out.result.fault) return;
    const auto& d = workspace.disks;
    const auto violation = static_cast<double>(out.result.violation);
    const std::size_t n = out.n = x.size();
    out.numbers.reset(new double[3 * n]);
    double* to = out.numbers.get();
    for (std::size_t i = 0; i < n; ++i) to[i] = d.x[i] + walls.box.x;
    for (std::size_t i = 0; i < n; ++i) to[n + i] = d.y[i] + walls.box.y;
    for (std::size_t i = 0; i < n; ++i) to[2 * n + i] = std::max(0.0, d.radius[i] - violation);
}

template <class Walls>
Packing one(const Walls& walls, const Doubles& x, const Doubles& y, const Doubles& r) {
    const auto X = eft::bind::vector_of("x", x, kMost);
    const auto Y = eft::bind::vector_of("y", y, X), R = eft::bind::vector_of("r", r, X);
    Packing out;
    if (X.size() < kShort) {
        fill(walls, X, Y, R, out);
    } else {
        const py::gil_scoped_release unlocked;
        fill(walls, X, Y, R, out);
    }
    return out;
}

// some(from, count, n, x, y, r, out) judges `count` packings.
template <class Some>
PackingBatch many(const Doubles& x, const Doubles& y, const Doubles& r, Some some) {
    const Rows X = eft::bind::rows_of("x", x, kMost), Y = eft::bind::rows_of("y", y, X), R = eft::bind::rows_of("r", r, X);
    PackingBatch out{py::array_t<bool>(X.count), py::array_t<std::int64_t>(X.count), py::array_t<std::int64_t>(X.count)};
    bool* valid = out.valid.mutable_data();
    auto *sum = out.sum.mutable_data(), *violation = out.violation.mutable_data();
    const py::gil_scoped_release unlocked;
    const auto count = static_cast<std::size_t>(X.count), n = static_cast<std::size_t>(X.length);
    std::array<eft::disks::Outcome, 64> block;
    for (std::size_t b = 0; b < count; b += block.size()) {
        const std::size_t now = std::min(block.size(), count - b), at = b * n;
        some(b, now, n, X.data + at, Y.data + at, R.data + at, block.data());
        for (std::size_t k = 0; k < now; ++k)
            valid[b + k] = block[k].valid, sum[b + k] = block[k].sum, violation[b + k] = block[k].violation;
    }
    return out;
}

// box(b, out): the rectangle of packing b, false if it is none.
template <class Boxes>
PackingBatch in_boxes(const Doubles& x, const Doubles& y, const Doubles& r, Boxes box) {
    return many(x, y, r,
                [&](std::size_t from, std::size_t count, std::size_t n, const double* X, const double* Y, const double* R, auto* out) {
                    score_batch(count, n, [&](std::size_t k, Box& to) { return box(from + k, to); }, X, Y, R, workspace, out);
                });
}

PackingBatch in_polygon(const Polygon& walls, const Doubles& x, const Doubles& y, const Doubles& r) {
    return many(x, y, r, [&](std::size_t, std::size_t count, std::size_t n, const double* X, const double* Y, const double* R, auto* out) {
        for (std::size_t k = 0; k < count; ++k) {
            const Result one = score(walls, {X + k * n, n}, {Y + k * n, n}, {R + k * n, n}, workspace);
            out[k] = {one.fault == none, one.sum, one.violation};
        }
    });
}

Polygon polygon_of(const Doubles& x, const Doubles& y) {
    const auto a = eft::bind::vector_of("corners_x", x, Polygon::kMostCorners);
    return Polygon(a, eft::bind::vector_of("corners_y", y, a));
}

bool unit_square(std::size_t, Box& box) {
    box = square();
    return true;
}

void bind_results(py::module_& m) {
    py::class_<Packing>(m, "PackingResult", "Judgement of one packing; sum, repair (what every radius lost), x, y and r in units of 2^-46.")
        .def_property_readonly("valid", [](const Packing& p) { return p.result.fault == none; })
        .def_property_readonly(
            "reason",
            [](const Packing& p) { return eft::sentence(kReasons[p.result.fault ? p.result.fault : p.result.note], p.result.at); })
        .def_property_readonly("value", &Packing::value)
        .def_property_readonly("sum", [](const Packing& p) { return p.result.sum; })
        .def_property_readonly("repair", [](const Packing& p) { return p.result.violation; })
        .def_property_readonly("x", [](const Packing& p) { return p.column(0); })
        .def_property_readonly("y", [](const Packing& p) { return p.column(1); })
        .def_property_readonly("r", [](const Packing& p) { return p.column(2); });
    py::class_<PackingBatch>(m, "PackingBatchResult", "As PackingResult, one entry per packing.")
        .def_readonly("valid", &PackingBatch::valid)
        .def_readonly("sum", &PackingBatch::sum)
        .def_readonly("repair", &PackingBatch::violation);
}

void bind_packing(py::module_& m) {
    bind_results(m);
    const auto x = py::arg("x").noconvert(), y = py::arg("y").noconvert(), r = py::arg("r").noconvert();
    m.def(
        "circles_in_square", [](const Doubles& X, const Doubles& Y, const Doubles& R) { return one(Rectangle{square()}, X, Y, R); }, x, y,
        r, "x, y, r: (n,) float64, C-contiguous.");
    m.def(
        "circles_in_rectangle",
        [](double w, const Doubles& X, const Doubles& Y, const Doubles& R) {
            Rectangle walls{};
            if (rectangle(w, walls.box)) return one(walls, X, Y, R);
            Packing out;
            out.result.fault = width;
            return out;
        },
        py::arg("w"), x, y, r, "Width w, height 2 - w; x, y, r: (n,) float64, C-contiguous.");
    m.def(
        "circles_in_polygon",
        [](const Doubles& corners_x, const Doubles& corners_y, const Doubles& X, const Doubles& Y, const Doubles& R) {
            return one(polygon_of(corners_x, corners_y), X, Y, R);
        },
        py::arg("corners_x").noconvert(), py::arg("corners_y").noconvert(), x, y, r,
        "Corners (m,) counter-clockwise in [-2, 2]^2, strictly convex on the grid; x, y, r: (n,); float64, C-contiguous.");
    m.def(
        "circles_in_square_batch", [](const Doubles& X, const Doubles& Y, const Doubles& R) { return in_boxes(X, Y, R, unit_square); }, x,
        y, r, "x, y, r: (batch, n) float64, C-contiguous.");
    m.def(
        "circles_in_rectangle_batch",
        [](const Doubles& w, const Doubles& X, const Doubles& Y, const Doubles& R) {
            eft::bind::require_shape("w", w, eft::bind::rows_of("x", X, kMost).count);
            return in_boxes(X, Y, R, [widths = w.data()](std::size_t b, Box& box) { return rectangle(widths[b], box); });
        },
        py::arg("w").noconvert(), x, y, r, "w: (batch,); x, y, r: (batch, n); float64, C-contiguous.");
    m.def(
        "circles_in_polygon_batch",
        [](const Doubles& corners_x, const Doubles& corners_y, const Doubles& X, const Doubles& Y, const Doubles& R) {
            return in_polygon(polygon_of(corners_x, corners_y), X, Y, R);
        },
        py::arg("corners_x").noconvert(), py::arg("corners_y").noconvert(), x, y, r,
        "Corners (m,) as for one packing; x, y, r: (batch, n); float64, C-contiguous.");
}

}  // namespace

static const eft::bind::Register registered("packing", bind_packing);
