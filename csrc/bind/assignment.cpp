#include "eft/assignment.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

namespace py = pybind11;
using namespace eft;
using bind::scorer;

using Answer = Each<std::int64_t, 1>;
using Vector = Same<std::int64_t, 1>;
using Table = Same<std::int64_t, 2>;
using Integers = py::array_t<std::int64_t, py::array::c_style>;

static Indices span_of(const Integers& a) {
    if (a.ndim() != 1) throw py::value_error("expected arrays of one axis");
    return {a.data(), static_cast<std::size_t>(a.shape(0))};
}

static Integers set_cover_repair(const Integers& s, const Integers& ptr, const Integers& idx, const Integers& cost, std::int64_t n) {
    const assignment::Sets sets{span_of(ptr), span_of(idx), span_of(cost), n};
    sets.require_sets();
    require(check_range(span_of(s), static_cast<std::int64_t>(sets.count()), 1).fault == 0, "s: expected numbers of sets");
    const std::vector<std::int64_t> more = assignment::missing_sets(span_of(s), sets);
    return Integers(static_cast<py::ssize_t>(more.size()), more.data());
}

static void bind_assignment(py::module_& m) {
    const auto& reasons = assignment::kReasons;
    scorer(
        m, "qap", {"p", "f", "d"}, reasons, "p: (n,) int64; f, d: (n, n) int64.",
        +[](Answer p, Table f, Table d) { return assignment::qap(p.span(), f, d); });
    scorer(
        m, "bin_packing", {"bin", "size", "capacity"}, reasons, "bin, size: (n,) int64.",
        +[](Answer bin, Vector size, std::int64_t capacity) { return assignment::bin_packing(bin.span(), size.span(), capacity); });
    scorer(
        m, "multi_knapsack", {"x", "profit", "w", "capacity"}, reasons, "x, profit: (n,) int64; w: (m, n) int64; capacity: (m,) int64.",
        +[](Answer x, Vector profit, Table w, Vector capacity) {
            return assignment::multi_knapsack(x.span(), profit.span(), w, capacity.span());
        });
    scorer(
        m, "set_cover", {"s", "ptr", "idx", "cost", "n"}, reasons, "s: (k,) int64; ptr: (m + 1,) int64; idx: (l,) int64; cost: (m,) int64.",
        +[](Answer s, Vector ptr, Vector idx, Vector cost, std::int64_t n) {
            return assignment::set_cover(s.span(), {ptr.span(), idx.span(), cost.span(), n});
        });
    m.def("set_cover_repair", &set_cover_repair, py::arg("s").noconvert(), py::arg("ptr").noconvert(), py::arg("idx").noconvert(),
          py::arg("cost").noconvert(), py::arg("n"), "The sets that set_cover buys.");
    scorer(
        m, "number_partition", {"g", "a", "k"}, reasons, "g, a: (n,) int64.",
        +[](Answer g, Vector a, std::int64_t k) { return assignment::number_partition(g.span(), a.span(), k); });
}

static const bind::Register registered("assignment", bind_assignment);
