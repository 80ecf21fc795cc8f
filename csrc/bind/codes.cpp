#include "eft/codes.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"
#include "eft/signs.hpp"

using namespace eft;
using bind::scorer;
using Integers = Each<std::int64_t, 1>;
using Table = Each<std::int64_t, 2>;

static void bind_codes(pybind11::module_& m) {
    scorer(
        m, "binary_code", {"n", "d", "weight", "words"}, codes::kReasons, "words: (m,) int64 in [0, 2^n); weight -1: any.",
        +[](std::int64_t n, std::int64_t d, std::int64_t weight, Integers words) {
            return codes::binary_code(n, d, weight, words.span());
        });
    scorer(
        m, "covering_design", {"v", "k", "t", "blocks"}, codes::kReasons, "blocks: (m, k) int64 in [0, v).",
        +[](std::int64_t v, std::int64_t k, std::int64_t t, Table blocks) { return codes::covering_design(v, k, t, blocks); });
    scorer(
        m, "covering_code", {"q", "radius", "n", "words"}, codes::kReasons, "words: (m, n) int64 in [0, q).",
        +[](std::int64_t q, std::int64_t radius, std::int64_t n, Table words) { return codes::covering_code(q, radius, n, words); });
    scorer(
        m, "autocorrelation_energy", {"s"}, signs::kReasons, "s: (n,) int64, each -1 or 1.",
        +[](Integers s) { return signs::autocorrelation_energy(s.span()); });
    scorer(
        m, "merit_factor", {"s"}, signs::kReasons, "s: (n,) int64, each -1 or 1.",
        +[](Integers s) { return signs::merit_factor(s.span()); });
    scorer(
        m, "sign_determinant", {"matrix"}, signs::kReasons, "matrix: (n, n) int64, each -1 or 1.",
        +[](Table matrix) { return signs::determinant(matrix); });
}

static const bind::Register registered("codes", bind_codes);
