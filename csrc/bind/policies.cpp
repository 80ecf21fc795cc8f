#include "eft/policies.hpp"

#include <string>

#include "bind/arrays.hpp"
#include "bind/registry.hpp"

namespace py = pybind11;
using namespace eft;
using bind::Doubles;
using Integers = bind::Borrowed<std::int64_t>;

namespace {

void require_axes(const char* name, py::ssize_t got, py::ssize_t axes) {
    if (got != axes) throw py::value_error(std::string(name) + ": expected " + std::to_string(axes) + " axes, got " + std::to_string(got));
}

Indices row_of(const char* name, const Integers& a) {
    require_axes(name, a.ndim(), 1);
    return {a.data(), static_cast<std::size_t>(a.shape(0))};
}

View<std::int64_t, 2> table_of(const char* name, const Integers& a) {
    require_axes(name, a.ndim(), 2);
    return {a.data(), {static_cast<std::size_t>(a.shape(0)), static_cast<std::size_t>(a.shape(1))}};
}

policies::Policy policy_of(const Integers& ops, const Doubles& constants) {
    require_axes("constants", constants.ndim(), 1);
    return {table_of("ops", ops), {constants.data(), static_cast<std::size_t>(constants.shape(0))}};
}

std::int64_t bins(const Integers& ops, const Doubles& constants, const Integers& items, std::int64_t cap) {
    const auto policy = policy_of(ops, constants);
    const Indices stream = row_of("items", items);
    const py::gil_scoped_release unlocked;
    return policies::bins(policy, stream, cap);
}

std::pair<std::int64_t, std::int64_t> cache(const Integers& ops, const Doubles& constants, const Integers& keys, const Integers& sizes,
                                            std::int64_t cap) {
    const auto policy = policy_of(ops, constants);
    const Indices requests = row_of("keys", keys), bytes = row_of("sizes", sizes);
    policies::Hits hits;
    {
        const py::gil_scoped_release unlocked;
        hits = policies::cache(policy, requests, bytes, cap);
    }
    return {hits.requests, hits.bytes};
}

std::int64_t shop(const Integers& ops, const Doubles& constants, const Integers& arrive, const Integers& weight, const Integers& due,
                  const Integers& ptr, const Integers& machine, const Integers& time, const Integers& down, std::int64_t machines) {
    const auto policy = policy_of(ops, constants);
    const policies::Shop in{row_of("arrive", arrive),   row_of("weight", weight), row_of("due", due),     row_of("ptr", ptr),
                            row_of("machine", machine), row_of("time", time),     table_of("down", down), machines};
    const py::gil_scoped_release unlocked;
    return policies::shop(policy, in);
}

std::int64_t cluster(const Integers& ops, const Doubles& constants, const Integers& arrive, const Integers& run, const Integers& guess,
                     const Integers& need, const Integers& nodes) {
    const auto policy = policy_of(ops, constants);
    const policies::Cluster in{row_of("arrive", arrive), row_of("run", run), row_of("guess", guess), table_of("need", need),
                               table_of("nodes", nodes)};
    const py::gil_scoped_release unlocked;
    return policies::cluster(policy, in);
}

std::int64_t routing(const Integers& ops, const Doubles& constants, const Integers& arrive, const Integers& router, const Integers& size,
                     const Integers& prefix, const Integers& group, const Integers& speed, std::int64_t stale, std::int64_t slots,
                     std::int64_t salt) {
    const auto policy = policy_of(ops, constants);
    const policies::Routing in{row_of("arrive", arrive),
                               row_of("router", router),
                               row_of("size", size),
                               row_of("prefix", prefix),
                               row_of("group", group),
                               row_of("speed", speed),
                               stale,
                               slots,
                               salt};
    const py::gil_scoped_release unlocked;
    return policies::routing(policy, in);
}

void bind_policies(py::module_& m) {
    const auto ops = py::arg("ops").noconvert(), constants = py::arg("constants").noconvert(), arrive = py::arg("arrive").noconvert();
    m.def("policy_bins", &bins, ops, constants, py::arg("items").noconvert(), py::arg("cap"), "Bins opened.");
    m.def("policy_cache", &cache, ops, constants, py::arg("keys").noconvert(), py::arg("sizes").noconvert(), py::arg("cap"),
          "(hits, bytes hit).");
    m.def("policy_shop", &shop, ops, constants, arrive, py::arg("weight").noconvert(), py::arg("due").noconvert(),
          py::arg("ptr").noconvert(), py::arg("machine").noconvert(), py::arg("time").noconvert(), py::arg("down").noconvert(),
          py::arg("machines"), "Sum of weight times tardiness.");
    m.def("policy_cluster", &cluster, ops, constants, arrive, py::arg("run").noconvert(), py::arg("guess").noconvert(),
          py::arg("need").noconvert(), py::arg("nodes").noconvert(), "Sum of slowdowns in thousandths.");
    m.def("policy_routing", &routing, ops, constants, arrive, py::arg("router").noconvert(), py::arg("size").noconvert(),
          py::arg("prefix").noconvert(), py::arg("group").noconvert(), py::arg("speed").noconvert(), py::arg("stale"), py::arg("slots"),
          py::arg("salt"), "99th percentile of latencies.");
}

const bind::Register registered("policies", bind_policies);

}  // namespace
