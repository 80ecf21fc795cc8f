#include "eft/routing.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"

using namespace eft;
using bind::scorer;

using Answer = Each<std::int64_t, 1>;
using Table = Same<std::int64_t, 2>;

static void bind_routing(pybind11::module_& m) {
    scorer(
        m, "tsp", {"tour", "d"}, routing::kReasons, "tour: (n,) int64; d: (n, n) int64.",
        +[](Answer tour, Table d) { return routing::tsp(tour.span(), d); });
    scorer(
        m, "tsp_euclidean", {"tour", "xy"}, routing::kReasons, "tour: (n,) int64; xy: (n, 2) int64.",
        +[](Answer tour, Table xy) { return routing::tsp_euclidean(tour.span(), xy); });
    scorer(
        m, "cvrp", {"route", "xy", "demand", "capacity"}, routing::kReasons, "route: (k,) int64; xy: (n, 2) int64; demand: (n,) int64.",
        +[](Answer route, Table xy, Same<std::int64_t, 1> demand, std::int64_t capacity) {
            return routing::cvrp(route.span(), xy, demand.span(), capacity);
        });
}

static const bind::Register registered("routing", bind_routing);
