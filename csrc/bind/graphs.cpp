#include "eft/graphs.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"
#include "eft/girth.hpp"

using namespace eft;
using bind::scorer;

using Answer = Each<std::int64_t, 1>;
using Graph = Same<std::int64_t, 2>;
using Weights = Same<std::int64_t, 1>;

static void bind_graphs(pybind11::module_& m) {
    const auto chosen = [&m](const char* name, auto score) {
        scorer(m, name, {"v", "edges", "n"}, graphs::kReasons, "v: (k,) int64; edges: (m, 2) int64.", score);
    };
    chosen("independent_set", +[](Answer v, Graph edges, std::int64_t n) { return graphs::independent_set(v.span(), edges, n); });
    chosen("clique", +[](Answer v, Graph edges, std::int64_t n) { return graphs::clique(v.span(), edges, n); });
    chosen("vertex_cover", +[](Answer v, Graph edges, std::int64_t n) { return graphs::vertex_cover(v.span(), edges, n); });
    chosen("dominating_set", +[](Answer v, Graph edges, std::int64_t n) { return graphs::dominating_set(v.span(), edges, n); });
    scorer(
        m, "colouring", {"c", "edges", "n"}, graphs::kReasons, "c: (n,) int64; edges: (m, 2) int64.",
        +[](Answer c, Graph edges, std::int64_t n) { return graphs::colouring(c.span(), edges, n); });
    scorer(
        m, "max_cut", {"side", "edges", "w", "n"}, graphs::kReasons, "side: (n,) int64; edges: (m, 2) int64; w: (m,) int64.",
        +[](Answer side, Graph edges, Weights w, std::int64_t n) { return graphs::max_cut(side.span(), edges, w.span(), n); });
    const auto placed = [&m](const char* name, auto score) {
        scorer(m, name, {"pos", "edges", "n"}, graphs::kReasons, "pos: (n,) int64; edges: (m, 2) int64.", score);
    };
    placed("bandwidth", +[](Answer pos, Graph edges, std::int64_t n) { return graphs::bandwidth(pos.span(), edges, n); });
    placed("linear_arrangement", +[](Answer pos, Graph edges, std::int64_t n) { return graphs::linear_arrangement(pos.span(), edges, n); });
    placed("cutwidth", +[](Answer pos, Graph edges, std::int64_t n) { return graphs::cutwidth(pos.span(), edges, n); });
    scorer(
        m, "extremal_girth", {"edges", "n"}, girth::kReasons, "edges: (m, 2) int64.",
        +[](Each<std::int64_t, 2> edges, std::int64_t n) { return girth::extremal_girth(edges, n); });
}

static const bind::Register registered("graphs", bind_graphs);
