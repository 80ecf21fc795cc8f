#include "eft/additive.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"
#include "eft/patterns.hpp"
#include "eft/sumsets.hpp"

using namespace eft;
using bind::scorer;
using Integers = Each<std::int64_t, 1>;
using Table = Each<std::int64_t, 2>;

static void bind_additive(pybind11::module_& m) {
    scorer(
        m, "golomb", {"marks"}, additive::kReasons, "marks: (n,) int64.", +[](Integers marks) { return additive::golomb(marks.span()); });
    scorer(
        m, "difference_triangles", {"marks"}, additive::kReasons, "marks: (rows, marks) int64.",
        +[](Table marks) { return additive::difference_triangles(marks); });
    scorer(
        m, "bh_set", {"h", "largest", "elements"}, additive::kReasons, "elements: (m,) int64 in [1, largest].",
        +[](std::int64_t h, std::int64_t largest, Integers elements) { return additive::bh_set(h, largest, elements.span()); });
    scorer(
        m, "difference_basis", {"n", "restricted", "elements"}, additive::kReasons, "elements: (m,) int64; in [0, n] if restricted.",
        +[](std::int64_t n, bool restricted, Integers elements) { return additive::difference_basis(n, restricted, elements.span()); });
    scorer(
        m, "sum_difference_ratio", {"size_max", "value_max", "elements"}, sumsets::kReasons, "elements: (m,) int64.",
        +[](std::int64_t size_max, std::int64_t value_max, Integers elements) {
            return sumsets::sum_difference_ratio(size_max, value_max, elements.span());
        });
    scorer(
        m, "sum_difference_lemma", {"size_max", "value_max", "elements"}, sumsets::kReasons, "elements: (m,) int64, 0 among them.",
        +[](std::int64_t size_max, std::int64_t value_max, Integers elements) {
            return sumsets::sum_difference_lemma(size_max, value_max, elements.span());
        });
    scorer(
        m, "cap_set", {"n", "vectors"}, patterns::kReasons, "vectors: (m, n) int64 in {0, 1, 2}.",
        +[](std::int64_t n, Table vectors) { return patterns::cap_set(n, vectors); });
    scorer(
        m, "progression_free", {"largest", "terms", "elements"}, patterns::kReasons, "elements: (m,) int64 in [1, largest].",
        +[](std::int64_t largest, std::int64_t terms, Integers elements) {
            return patterns::progression_free(largest, terms, elements.span());
        });
    scorer(
        m, "schur_colouring", {"k", "weak", "colours"}, patterns::kReasons, "colours: (n,) int64 in [0, k); entry i is that of i + 1.",
        +[](std::int64_t k, bool weak, Integers colours) { return patterns::schur_colouring(k, weak, colours.span()); });
    scorer(
        m, "van_der_waerden_colouring", {"k", "terms", "colours"}, patterns::kReasons, "colours: (n,) int64 in [0, k).",
        +[](std::int64_t k, std::int64_t terms, Integers colours) {
            return patterns::van_der_waerden_colouring(k, terms, colours.span());
        });
}

static const bind::Register registered("additive", bind_additive);
