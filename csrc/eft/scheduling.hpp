// Schedules decoded from orders, in whole ticks.
//
// Every time is 0 .. 2^40 ticks and there are at most 2^20 operations, so that completions stay below 2^60.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

namespace eft::scheduling {

inline constexpr std::int64_t kMostTicks = std::int64_t{1} << 40;
inline constexpr std::int64_t kMostKey = std::int64_t{1} << 20;

enum Fault { none, outside, twice, outside_ops, too_often, outside_machine, twice_machine, cyclic };
inline constexpr const char* kReasons[] = {
    "",
    "order[{}] is {}, expected 0..{}",
    "order: {} appears twice",
    "ops[{}] is {}, expected 0..{}",
    "ops: job {} appears more than {} times",
    "order[{}, {}] is {}, expected 0..{}",
    "order[{}]: job {} appears twice",
    "order: job {} waits for itself on machine {}",
};

using Table = View<std::int64_t, 2>;

inline void require_ticks(Indices times, const char* message) { require(all_in_range(times, kMostTicks + 1), message); }

inline void require_table(const Table& a) {
    require(a.shape[0] >= 1 && a.shape[1] >= 1, "expected at least one row and one column");
    require(a.shape[0] <= kMostItems && a.shape[1] <= kMostItems && a.size() <= kMostItems, "expected at most 2^20 operations");
}

// ready[k], when the k-th job of the order leaves the machine before, becomes when it leaves the last of these G machines. The G chains of
// additions run beside each other in the processor, each a job behind the one before.
template <int G>
void pass_machines(Indices order, const std::int64_t* times, std::vector<std::int64_t>& ready) {
    std::array<std::int64_t, G> free{};
    const std::size_t jobs = ready.size();
    for (std::size_t k = 0; k < jobs; ++k) {
        std::int64_t end = ready[k];
        for (std::size_t g = 0; g < G; ++g) {
            end = (end > free[g] ? end : free[g]) + times[g * jobs + static_cast<std::size_t>(order[k])];
            free[g] = end;
        }
        ready[k] = end;
    }
}

// Permutation flow shop: p[machine, job]; every machine takes the jobs in one order. Value: end of the last job (minimised).
inline Verdict flow_shop(Indices order, const Table& p) {
    require_table(p);
    require_ticks(p.span(), "p: expected times of 0..2^40 ticks");
    const std::size_t machines = p.shape[0], jobs = p.shape[1];
    if (const Verdict bad = check_permutation(order, static_cast<std::int64_t>(jobs), outside, twice); bad.fault) return bad;
    std::vector<std::int64_t> ready(jobs);
    std::size_t machine = 0;
    for (; machine + 5 <= machines; machine += 5) pass_machines<5>(order, p.data + machine * jobs, ready);
    for (; machine < machines; ++machine) pass_machines<1>(order, p.data + machine * jobs, ready);
    return accept(i128{ready.back()}, Round::up);
}

inline void require_shop(const Table& machine, const Table& time) {
    require_table(machine);
    require(machine.shape == time.shape, "time: expected the shape of machine");
    require_ticks(time.span(), "time: expected 0..2^40 ticks");
}

// Job shop: operation k of job j runs on machine[j, k] for time[j, k]; machines are numbered 0 .. n m - 1. ops names a job m times: each
// entry starts that job's next operation as soon as the job and its machine are free. Value: end of the last operation (minimised).
inline Verdict job_shop(Indices ops, const Table& machine, const Table& time) {
    require_shop(machine, time);
    const std::size_t jobs = machine.shape[0], steps = machine.shape[1];
    require(all_in_range(machine.span(), static_cast<std::int64_t>(machine.size())), "machine: expected numbers 0 .. n m - 1");
    require(ops.size() == machine.size(), "ops: expected n m entries");
    std::vector<std::int64_t> busy(machine.size()), ready(jobs);
    std::vector<std::size_t> done(jobs);
    for (std::size_t k = 0; k < ops.size(); ++k) {
        if (!in_range(ops[k], static_cast<std::int64_t>(jobs)))
            return refuse(outside_ops, {static_cast<std::int64_t>(k), ops[k], static_cast<std::int64_t>(jobs) - 1});
        const auto job = static_cast<std::size_t>(ops[k]);
        if (done[job] == steps) return refuse(too_often, {ops[k], static_cast<std::int64_t>(steps)});
        const std::size_t at = job * steps + done[job]++;
        std::int64_t& free = busy[static_cast<std::size_t>(machine.data[at])];
        ready[job] = free = std::max(free, ready[job]) + time.data[at];
    }
    return accept(i128{*std::max_element(ready.begin(), ready.end())}, Round::up);
}

// As `job_shop` where every job visits each of the m machines once; order[machine] lists the jobs as that machine takes them. The orders of
// machines and jobs together must have no cycle. Value: end of the last operation when all start as early as they can (minimised).
inline Verdict job_shop_orders(const Table& order, const Table& machine, const Table& time) {
    require_shop(machine, time);
    const std::size_t jobs = machine.shape[0], machines = machine.shape[1];
    const auto job_count = static_cast<std::int64_t>(jobs), machine_count = static_cast<std::int64_t>(machines);
    require(order.shape[0] == machines && order.shape[1] == jobs, "order: expected shape (m, n)");
    for (std::size_t j = 0; j < jobs; ++j) {
        Marks seen(machine_count);
        require(check_distinct(machine[j], machine_count, seen, outside, twice).fault == 0,
                "machine: expected every machine once in a row");
    }
    for (std::size_t k = 0; k < machines; ++k) {
        Marks seen(job_count);
        const auto row = static_cast<std::int64_t>(k);
        const Verdict bad = check_distinct(order[k], job_count, seen, outside_machine, twice_machine);
        if (bad.fault == outside_machine) return refuse(outside_machine, {row, bad.at[0], bad.at[1], bad.at[2]});
        if (bad.fault) return refuse(twice_machine, {row, bad.at[0]});
    }
    std::vector<std::size_t> next(machines), done(jobs), waiting;
    std::vector<std::int64_t> busy(machines), ready(jobs);
    for (std::size_t k = machines; k-- > 0;) waiting.push_back(k);
    // A machine runs its next job while that job's next operation is there; afterwards the machine of the job's operation after that may go
    // on.
    while (!waiting.empty()) {
        const std::size_t k = waiting.back();
        waiting.pop_back();
        while (next[k] < jobs) {
            const auto job = static_cast<std::size_t>(order[k][next[k]]);
            if (done[job] == machines || machine[job][done[job]] != static_cast<std::int64_t>(k)) break;
            ready[job] = busy[k] = std::max(busy[k], ready[job]) + time[job][done[job]];
            ++next[k];
            if (++done[job] < machines) waiting.push_back(static_cast<std::size_t>(machine[job][done[job]]));
        }
    }
    for (std::size_t j = 0; j < jobs; ++j)
        if (done[j] < machines) return refuse(cyclic, {static_cast<std::int64_t>(j), machine[j][done[j]]});
    return accept(i128{*std::max_element(ready.begin(), ready.end())}, Round::up);
}

// One machine, no idle time. Value: sum of w max(0, completion - due) (minimised); due dates of any sign within 2^60.
inline Verdict weighted_tardiness(Indices order, Indices p, Indices w, Indices due) {
    require(p.size() >= 1 && p.size() <= kMostItems, "p: expected 1 to 2^20 jobs");
    require(w.size() == p.size() && due.size() == p.size(), "w, due: expected one for each job");
    require_ticks(p, "p: expected times of 0..2^40 ticks");
    require_ticks(w, "w: expected weights of 0..2^40");
    bool good = true;
    for (const std::int64_t d : due) good &= d >= -(kMostTicks << 20) && d <= kMostTicks << 20;
    require(good, "due: expected at most 2^60 ticks in magnitude");
    if (const Verdict bad = check_permutation(order, static_cast<std::int64_t>(p.size()), outside, twice); bad.fault) return bad;
    std::int64_t now = 0;
    i128 cost = 0;
    for (const std::int64_t job : order) {
        const auto j = static_cast<std::size_t>(job);
        now += p[j];
        cost += static_cast<i128>(w[j]) * std::max<std::int64_t>(0, now - due[j]);
    }
    return accept(cost, Round::up);
}

// Transactions t with operations ptr[t] .. ptr[t+1]-1, one a tick: operation number i of a transaction started at s runs in tick s + i.
// Taken in order, each starts as early as it can so that every operation comes after the last write of earlier ones on its key, and a write
// also after their last read of it. Value: ticks until the last operation is over (minimised).
inline Verdict transactions(Indices order, Indices ptr, Indices write, Indices key) {
    require(ptr.size() >= 2 && ptr.size() <= kMostItems && write.size() <= kMostItems,
            "ptr: expected 2 to 2^20 entries and as many operations");
    require(write.size() == key.size(), "key: expected one for each operation");
    require(ptr.front() == 0 && ptr.back() == static_cast<std::int64_t>(key.size()), "ptr: expected 0 .. the number of operations");
    require(std::is_sorted(ptr.begin(), ptr.end()), "ptr: expected no decrease");
    require(all_in_range(key, kMostKey) && all_in_range(write, 2), "key, write: expected keys below 2^20 and flags of 0 or 1");
    const std::int64_t last_key = key.empty() ? 0 : *std::max_element(key.begin(), key.end());
    if (const Verdict bad = check_permutation(order, static_cast<std::int64_t>(ptr.size()) - 1, outside, twice); bad.fault) return bad;
    // First tick after the last write [2 key] and after the last write or read [2 key + 1].
    std::vector<std::int64_t> after(2 * static_cast<std::size_t>(last_key) + 2);
    std::int64_t end = 0;
    for (const std::int64_t transaction : order) {
        const auto t = static_cast<std::size_t>(transaction);
        const auto first = static_cast<std::size_t>(ptr[t]), last = static_cast<std::size_t>(ptr[t + 1]);
        std::int64_t start = 0;
        for (std::size_t i = first; i < last; ++i)
            start = std::max(start, after[static_cast<std::size_t>(2 * key[i] + write[i])] - static_cast<std::int64_t>(i - first));
        for (std::size_t i = first; i < last; ++i) {
            const std::int64_t tick = start + static_cast<std::int64_t>(i - first) + 1;
            std::int64_t* const slot = &after[static_cast<std::size_t>(2 * key[i])];
            slot[1] = std::max(slot[1], tick);
            if (write[i]) slot[0] = std::max(slot[0], tick);
        }
        end = std::max(end, start + static_cast<std::int64_t>(last - first));
    }
    return accept(i128{end}, Round::up);
}

}  // namespace eft::scheduling
