#include "bind/registry.hpp"
#include "bind/scorer.hpp"
#include "eft/networks.hpp"
#include "eft/tensors.hpp"

using namespace eft;
using bind::scorer;
using Table = Each<std::int64_t, 2>;

template <tensors::Ring ring>
static void bind_matmul(pybind11::module_& m, const char* name, const char* doc) {
    scorer(
        m, name, {"n", "m", "p", "u", "v", "w"}, tensors::kReasons, doc,
        +[](std::int64_t rows, std::int64_t inner, std::int64_t columns, Table u, Table v, Table w) {
            return tensors::matmul(ring, rows, inner, columns, u, v, w);
        });
}

static void bind_circuits(pybind11::module_& m) {
    scorer(
        m, "sorting_network", {"n", "comparators"}, networks::kReasons, "comparators: (m, 2) int64; not sorted is repaired.",
        +[](std::int64_t n, Table comparators) { return networks::sorting_network(n, comparators); });
    scorer(
        m, "sorting_depth", {"n", "comparators"}, networks::kReasons, "comparators: (m, 2) int64.",
        +[](std::int64_t n, Table comparators) { return networks::sorting_depth(n, comparators); });
    scorer(
        m, "addition_chain", {"targets", "steps"}, networks::kReasons, "targets: (count, 4) uint64 limbs; steps: (m, 2) int64.",
        +[](Same<std::uint64_t, 2> targets, Table steps) { return networks::addition_chain(targets, steps); });
    bind_matmul<tensors::Ring::integers>(m, "matmul", "u: (r, n m), v: (r, m p), w: (r, p n) int64.");
    bind_matmul<tensors::Ring::halves>(m, "matmul_halves", "As matmul, entries doubled.");
    bind_matmul<tensors::Ring::modulo_two>(m, "matmul_modulo_two", "As matmul over Z / 2, entries 0 or 1.");
}

static const bind::Register registered("circuits", bind_circuits);
