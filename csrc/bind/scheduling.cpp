#include "eft/scheduling.hpp"

#include "bind/registry.hpp"
#include "bind/scorer.hpp"
#include "eft/production.hpp"

using namespace eft;
using bind::scorer;

using Answer = Each<std::int64_t, 1>;
using Answers = Each<std::int64_t, 2>;
using Vector = Same<std::int64_t, 1>;
using Table = Same<std::int64_t, 2>;

static void bind_scheduling(pybind11::module_& m) {
    const auto& reasons = scheduling::kReasons;
    scorer(
        m, "flow_shop", {"order", "p"}, reasons, "order: (n,) int64; p: (m, n) int64.",
        +[](Answer order, Table p) { return scheduling::flow_shop(order.span(), p); });
    scorer(
        m, "job_shop", {"ops", "machine", "time"}, reasons, "ops: (n m,) int64; machine, time: (n, m) int64.",
        +[](Answer ops, Table machine, Table time) { return scheduling::job_shop(ops.span(), machine, time); });
    scorer(
        m, "job_shop_orders", {"order", "machine", "time"}, reasons, "order: (m, n) int64; machine, time: (n, m) int64.",
        +[](Answers order, Table machine, Table time) { return scheduling::job_shop_orders(order, machine, time); });
    scorer(
        m, "weighted_tardiness", {"order", "p", "w", "due"}, reasons, "order, p, w, due: (n,) int64.",
        +[](Answer order, Vector p, Vector w, Vector due) {
            return scheduling::weighted_tardiness(order.span(), p.span(), w.span(), due.span());
        });
    scorer(
        m, "transactions", {"order", "ptr", "write", "key"}, reasons, "order: (n,) int64; ptr: (n + 1,) int64; write, key: (k,) int64.",
        +[](Answer order, Vector ptr, Vector write, Vector key) {
            return scheduling::transactions(order.span(), ptr.span(), write.span(), key.span());
        });
    scorer(
        m, "production_plan", {"act", "output", "cost", "start"}, production::kReasons,
        "act: (turns, 2) int64; output: (lines,) int64; cost: (levels, lines) int64.",
        +[](Answers act, Vector output, Table cost, std::int64_t start) {
            return production::production_plan(act, output.span(), cost, start);
        });
}

static const bind::Register registered("scheduling", bind_scheduling);
