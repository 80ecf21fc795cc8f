// Policies given as expressions, and the five simulators that ask them: bins, a cache, a job shop, a cluster, request routing.
//
// A node is (operator, index) in postfix order as in expression.hpp, but every value is a number: x/0 is 0, any other operation without a
// value (0 * infinity) gives 0, sqrt and log1p take |x|, exp takes min(x, 30), `choose` is its second operand where the first is positive
// and its third elsewhere. Doubles with elementary.hpp, so that decisions are the same on every machine. Clocks and results are integers.
// Instances are checked by `require`: they are our own.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include "eft/elementary.hpp"
#include "eft/indices.hpp"
#include "eft/verdict.hpp"
#include "eft/view.hpp"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif

namespace eft::policies {

enum Operator : std::int64_t {
    variable,
    constant,  // leaves
    neg,
    abs,
    sqrt,
    log1p,
    exp,  // of one operand
    add,
    sub,
    mul,
    div,
    min,
    max,
    lt,      // of two
    choose,  // of three
    operators,
};
inline constexpr std::size_t kMostNodes = 256;
inline constexpr std::size_t kBlock = 32;  // candidates at once
inline constexpr double kMostExponent = 30;
inline constexpr std::int64_t kMostTime = std::int64_t{1} << 40;

constexpr std::size_t operands(std::int64_t op) { return op < neg ? 0 : op < add ? 1 : op < choose ? 2 : 3; }

struct Policy {
    View<std::int64_t, 2> nodes;
    std::span<const double> constants;
    std::size_t stack = 0;  // values that are held at once, at most
};

inline void check(Policy& policy, std::int64_t variables) {
    require(policy.nodes.shape[1] == 2, "ops: expected shape (nodes, 2)");
    require(policy.nodes.shape[0] >= 1 && policy.nodes.shape[0] <= kMostNodes, "ops: expected 1 to 256 nodes");
    for (const double c : policy.constants) require(std::isfinite(c), "constants: expected finite numbers");
    std::size_t held = 0;
    for (std::size_t k = 0; k < policy.nodes.shape[0]; ++k) {
        const std::int64_t op = policy.nodes[k][0], index = policy.nodes[k][1];
        require(in_range(op, operators), "ops: unknown operator");
        const std::int64_t leaves = op == variable ? variables : op == constant ? static_cast<std::int64_t>(policy.constants.size()) : 1;
        require(in_range(index, leaves), "ops: unknown variable or constant");
        require(held >= operands(op), "ops: an operator lacks an operand");
        held += 1 - operands(op);
        policy.stack = std::max(policy.stack, held);
    }
    require(held == 1, "ops: expected one value at the end");
}

EFT_INLINE double number(double x) { return x == x ? x : 0.0; }

// Values at kBlock candidates: columns[v] holds their variable v; the result is the first row of the stack.
EFT_INLINE void evaluate_body(const Policy& policy, const double* columns, double* stack) {
#define EFT_EACH(expression) \
    for (std::size_t i = 0; i < kBlock; ++i) a[i] = expression
    double* top = stack;
    for (std::size_t k = 0; k < policy.nodes.shape[0]; ++k) {
        const std::int64_t op = policy.nodes[k][0];
        const auto index = static_cast<std::size_t>(policy.nodes[k][1]);
        top -= operands(op) * kBlock;
        double* const a = top;
        const double *const b = top + kBlock, *const c = b + kBlock;
        top += kBlock;
        switch (op) {
            case variable:
                EFT_EACH(columns[index * kBlock + i]);
                break;
            case constant:
                EFT_EACH(policy.constants[index]);
                break;
            case neg:
                EFT_EACH(-a[i]);
                break;
            case abs:
                EFT_EACH(std::fabs(a[i]));
                break;
            case sqrt:
                EFT_EACH(std::sqrt(std::fabs(a[i])));
                break;
            case log1p:
                EFT_EACH(elementary::log_of(1.0 + std::fabs(a[i])));
                break;
            case exp:
                EFT_EACH(elementary::exp_of(a[i] > kMostExponent ? kMostExponent : a[i]));
                break;
            case add:
                EFT_EACH(number(a[i] + b[i]));
                break;
            case sub:
                EFT_EACH(number(a[i] - b[i]));
                break;
            case mul:
                EFT_EACH(number(a[i] * b[i]));
                break;
            case div:
                EFT_EACH(b[i] == 0.0 ? 0.0 : number(a[i] / b[i]));
                break;
            case min:
                EFT_EACH(b[i] < a[i] ? b[i] : a[i]);
                break;
            case max:
                EFT_EACH(b[i] > a[i] ? b[i] : a[i]);
                break;
            case lt:
                EFT_EACH(a[i] < b[i] ? 1.0 : 0.0);
                break;
            default:
                EFT_EACH(a[i] > 0.0 ? b[i] : c[i]);
        }
    }
#undef EFT_EACH
}
EFT_PATHS(void, evaluate, (const Policy& policy, const double* columns, double* stack), (policy, columns, stack))

// Asks a policy about candidates: the values of all, and the first best.
class Judge {
  public:
    Judge(Policy policy, std::size_t variables) : policy_(policy) {
        check(policy_, static_cast<std::int64_t>(variables));
        columns_.resize(variables * kBlock);
        stack_.resize((policy_.stack + 3) * kBlock);
    }

    // fill(i, set) calls set(v, x) for every variable v of candidate i; better(i, value of i, best so far, its value).
    template <class Fill, class Better>
    std::size_t pick(std::size_t count, Fill fill, Better better) {
        std::size_t best = 0;
        double value = 0;
        for (std::size_t first = 0; first < count; first += kBlock) {
            const std::size_t here = std::min(kBlock, count - first);
            for (std::size_t i = 0; i < here; ++i) fill(first + i, [&](std::size_t v, double x) { columns_[v * kBlock + i] = x; });
            evaluate(policy_, columns_.data(), stack_.data());
            for (std::size_t i = 0; i < here; ++i)
                if (first + i == 0 || better(first + i, stack_[i], best, value)) best = first + i, value = stack_[i];
        }
        return best;
    }
    template <class Fill>
    std::size_t smallest(std::size_t count, Fill fill) {
        return pick(count, fill, [](std::size_t, double x, std::size_t, double least) { return x < least; });
    }
    template <class Fill>
    std::size_t largest(std::size_t count, Fill fill) {
        return pick(count, fill, [](std::size_t, double x, std::size_t, double most) { return x > most; });
    }

  private:
    Policy policy_;
    std::vector<double> columns_, stack_;
};

inline double real(std::int64_t x) { return static_cast<double>(x); }
inline double real(std::size_t x) { return static_cast<double>(x); }
inline std::size_t place(std::int64_t x) { return static_cast<std::size_t>(x); }

inline void require_times(Indices times, std::size_t count, const char* message) {
    require(times.size() == count && all_in_range(times, kMostTime + 1), message);
}

// Items come one by one; each goes into the bin of largest priority among those with room (of equals the oldest); a bin is opened only if
// none has room. Variables: item, rest, left = rest - item, bins, seen, mean item so far, cap. Returns the bins opened.
inline constexpr std::size_t kBinVariables = 7;
inline std::int64_t bins(const Policy& policy, Indices items, std::int64_t cap) {
    require(cap >= 1 && cap <= 1 << 16, "cap: expected 1..65536");
    require(items.size() <= kMostItems, "items: expected at most 2^20");
    for (const std::int64_t item : items) require(item >= 1 && item <= cap, "items: expected 1..cap");
    Judge judge(policy, kBinVariables);
    using Oldest = std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>>;
    std::vector<Oldest> by_rest(place(cap) + 1);  // bins of equal rest are equal to the policy
    std::vector<std::int64_t> rests;
    std::int64_t opened = 0, total = 0;
    for (std::size_t seen = 0; seen < items.size(); ++seen) {
        const std::int64_t item = items[seen];
        rests.clear();
        for (std::int64_t rest = item; rest <= cap; ++rest)
            if (!by_rest[place(rest)].empty()) rests.push_back(rest);
        const double mean = seen ? real(total) / real(seen) : 0.0;
        total += item;
        if (rests.empty()) {
            by_rest[place(cap - item)].push(opened++);
            continue;
        }
        const auto oldest = [&](std::size_t i) { return by_rest[place(rests[i])].top(); };
        const std::size_t chosen = judge.pick(
            rests.size(),
            [&](std::size_t i, auto set) {
                set(0, real(item)), set(1, real(rests[i])), set(2, real(rests[i] - item)), set(3, real(opened));
                set(4, real(seen)), set(5, mean), set(6, real(cap));
            },
            [&](std::size_t i, double x, std::size_t best, double most) { return x > most || (x == most && oldest(i) < oldest(best)); });
        Oldest& from = by_rest[place(rests[chosen])];
        const std::int64_t bin = from.top();
        from.pop();
        by_rest[place(rests[chosen] - item)].push(bin);
    }
    return opened;
}

// Requests of keys 0 .. sizes - 1. A miss loads the key (unless it is larger than the cache) after the keys of smallest value have gone, of
// equals the smallest key. Variables: age since the last request, stay since it was loaded, count of requests, gap between the last two,
// mean gap (both: the number of requests in all for a key asked once), fast and slow: sums of 2^(-age / 100) and 2^(-age / 1000) over its
// requests, size, hits among the last 1000 requests, cap. Only requests so far count, also those before it was evicted.
struct Hits {
    std::int64_t requests = 0, bytes = 0;
};
inline constexpr std::size_t kCacheVariables = 10, kWindow = 1000;
inline Hits cache(const Policy& policy, Indices keys, Indices sizes, std::int64_t cap) {
    require(sizes.size() >= 1 && sizes.size() <= kMostItems && keys.size() <= kMostItems, "keys, sizes: expected at most 2^20");
    require(all_in_range(keys, static_cast<std::int64_t>(sizes.size())), "keys: expected numbers of sizes");
    for (const std::int64_t size : sizes) require(size >= 1 && size <= 1 << 20, "sizes: expected 1..2^20");
    require(cap >= 1, "cap: expected at least 1");
    Judge judge(policy, kCacheVariables);
    struct Key {
        std::int64_t first = 0, last = 0, loaded = -1, count = 0, gap = 0;
        double fast = 0, slow = 0;
    };
    std::vector<Key> state(sizes.size());
    std::vector<std::array<double, 2>> decay(keys.size() + 1);
    constexpr double ln2 = 0.69314718055994531;
    for (std::size_t age = 0; age < decay.size(); ++age)
        decay[age] = {elementary::exp_of(-real(age) * (ln2 / 100)), elementary::exp_of(-real(age) * (ln2 / 1000))};
    std::vector<std::int64_t> held;  // keys in the cache
    std::vector<char> was_hit(keys.size());
    std::int64_t used = 0, recent = 0;
    Hits out;
    for (std::size_t t = 0; t < keys.size(); ++t) {
        const auto now = static_cast<std::int64_t>(t);
        Key& key = state[place(keys[t])];
        const std::int64_t size = sizes[place(keys[t])];
        if (t >= kWindow) recent -= was_hit[t - kWindow];
        if (key.loaded >= 0) {
            was_hit[t] = 1, ++recent, ++out.requests, out.bytes += size;
        } else if (size <= cap) {
            while (used + size > cap) {
                const std::size_t gone = judge.pick(
                    held.size(),
                    [&](std::size_t i, auto set) {
                        const Key& k = state[place(held[i])];
                        const std::int64_t age = now - k.last;
                        const bool once = k.count < 2;
                        set(0, real(age)), set(1, real(now - k.loaded)), set(2, real(k.count));
                        set(3, once ? real(keys.size()) : real(k.gap));
                        set(4, once ? real(keys.size()) : real(k.last - k.first) / real(k.count - 1));
                        set(5, k.fast * decay[place(age)][0]), set(6, k.slow * decay[place(age)][1]);
                        set(7, real(sizes[place(held[i])])), set(8, real(recent)), set(9, real(cap));
                    },
                    [&](std::size_t i, double x, std::size_t best, double least) {
                        return x < least || (x == least && held[i] < held[best]);
                    });
                used -= sizes[place(held[gone])];
                state[place(held[gone])].loaded = -1;
                held[gone] = held.back();
                held.pop_back();
            }
            held.push_back(keys[t]);
            used += size;
            key.loaded = now;
        }
        const std::int64_t age = now - key.last;
        if (key.count++) {
            key.gap = age;
            key.fast *= decay[place(age)][0], key.slow *= decay[place(age)][1];
        } else {
            key.first = now;
        }
        key.fast += 1.0, key.slow += 1.0, key.last = now;
    }
    return out;
}

// Dynamic job shop. Job j arrives at arrive[j] and passes operations ptr[j] .. ptr[j+1]-1 in order. A free machine takes the waiting job of
// smallest value (of equals the one that came first) unless it is down: rows of `down` are (machine, start, length) in order of start; work
// under way is not interrupted. Variables: p, work left, ops left, slack = due - now - work, weight, queue length, next: work waiting at
// the job's next machine, age since it joined the queue, now. Returns the sum of weight * tardiness.
struct Shop {
    Indices arrive, weight, due, ptr, machine, time;
    View<std::int64_t, 2> down;
    std::int64_t machines = 0;
};
inline constexpr std::size_t kShopVariables = 9;
inline std::int64_t shop(const Policy& policy, const Shop& in) {
    const std::size_t jobs = in.arrive.size();
    require(jobs >= 1 && jobs <= 1 << 16, "arrive: expected 1 to 2^16 jobs");
    require_times(in.arrive, jobs, "arrive: expected times of 0..2^40");
    require(in.weight.size() == jobs && all_in_range(in.weight, 1 << 10), "weight: expected 0..1023");
    require_times(in.due, jobs, "due: expected times of 0..2^40");
    require(in.ptr.size() == jobs + 1 && in.ptr.front() == 0 && std::is_sorted(in.ptr.begin(), in.ptr.end()) &&
                in.ptr.back() == static_cast<std::int64_t>(in.machine.size()),
            "ptr: expected 0 .. operations without decrease");
    require(in.machines >= 1 && in.machines <= 1 << 10 && all_in_range(in.machine, in.machines), "machine: expected 0..machines-1");
    require(in.time.size() == in.machine.size() && all_in_range(in.time, 1 << 20), "time: expected 1..2^20-1");
    for (const std::int64_t p : in.time) require(p >= 1, "time: expected 1..2^20-1");
    require(in.down.shape[1] == 3, "down: expected shape (k, 3)");
    Judge judge(policy, kShopVariables);
    struct Waiting {
        std::size_t job;
        std::int64_t since;
    };
    struct Machine {
        std::vector<Waiting> queue;
        std::int64_t load = 0;   // processing time in the queue
        std::int64_t until = 0;  // busy before
        std::vector<std::array<std::int64_t, 2>> down;
        std::size_t next_down = 0;
    };
    std::vector<Machine> machines(place(in.machines));
    for (std::size_t k = 0; k < in.down.shape[0]; ++k) {
        require(in_range(in.down[k][0], in.machines), "down: expected machines 0..machines-1");
        machines[place(in.down[k][0])].down.push_back({in.down[k][1], in.down[k][1] + in.down[k][2]});
    }
    std::vector<std::size_t> at(jobs);
    std::vector<std::int64_t> work(jobs);
    // (time, kind, number): 0 job joins its next queue, 1 machine may start again
    using Event = std::array<std::int64_t, 3>;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
    for (std::size_t j = 0; j < jobs; ++j) {
        at[j] = place(in.ptr[j]);
        for (std::int64_t k = in.ptr[j]; k < in.ptr[j + 1]; ++k) work[j] += in.time[place(k)];
        events.push({in.arrive[j], 0, static_cast<std::int64_t>(j)});
    }
    std::int64_t cost = 0;
    const auto start = [&](std::size_t m, std::int64_t now) {
        Machine& here = machines[m];
        if (here.until > now || here.queue.empty()) return;
        while (here.next_down < here.down.size() && here.down[here.next_down][1] <= now) ++here.next_down;
        if (here.next_down < here.down.size() && here.down[here.next_down][0] <= now) {
            events.push({here.down[here.next_down][1], 1, static_cast<std::int64_t>(m)});
            return;
        }
        const std::size_t chosen = judge.smallest(here.queue.size(), [&](std::size_t i, auto set) {
            const auto [job, since] = here.queue[i];
            const std::size_t k = at[job];
            const bool last = k + 1 == place(in.ptr[job + 1]);
            set(0, real(in.time[k])), set(1, real(work[job])), set(2, real(place(in.ptr[job + 1]) - k));
            set(3, real(in.due[job] - now - work[job])), set(4, real(in.weight[job])), set(5, real(here.queue.size()));
            set(6, last ? 0.0 : real(machines[place(in.machine[k + 1])].load)), set(7, real(now - since)), set(8, real(now));
        });
        const std::size_t job = here.queue[chosen].job;
        here.queue.erase(here.queue.begin() + static_cast<std::ptrdiff_t>(chosen));
        const std::int64_t p = in.time[at[job]];
        here.load -= p, work[job] -= p, here.until = now + p, ++at[job];
        events.push({now + p, 1, static_cast<std::int64_t>(m)});
        events.push({now + p, 0, static_cast<std::int64_t>(job)});
    };
    std::vector<std::size_t> touched;
    while (!events.empty()) {
        const std::int64_t now = events.top()[0];
        touched.clear();
        while (!events.empty() && events.top()[0] == now) {
            const auto [time, kind, number] = events.top();
            events.pop();
            const std::size_t job = place(number);
            if (kind == 1) {
                touched.push_back(place(number));
            } else if (at[job] == place(in.ptr[job + 1])) {
                cost += in.weight[job] * std::max<std::int64_t>(0, now - in.due[job]);
            } else {
                const auto m = place(in.machine[at[job]]);
                machines[m].queue.push_back({job, now});
                machines[m].load += in.time[at[job]];
                touched.push_back(m);
            }
        }
        std::sort(touched.begin(), touched.end());
        touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
        for (const std::size_t m : touched) start(m, now);
    }
    return cost;
}

// Cluster: job j arrives at arrive[j] (in order), needs need[j] of the three resources on one node for run[j]; the policy sees guess[j]. At
// every arrival or end the first kDepth waiting jobs are looked at in order; one that fits somewhere starts on the fitting node of largest
// value (of equals the lowest number). Variables: needs cpu, mem, gpu; run = guess; free cpu, mem, gpu; skew: largest less smallest free
// share after the start, over resources that the node has; jobs running on the node; wait so far. Returns the sum over jobs of
// max(1000, 1000 (wait + run) / max(run, 10)), each rounded down.
struct Cluster {
    Indices arrive, run, guess;
    View<std::int64_t, 2> need, nodes;
};
inline constexpr std::size_t kClusterVariables = 10, kDepth = 10;
inline std::int64_t cluster(const Policy& policy, const Cluster& in) {
    const std::size_t jobs = in.arrive.size(), count = in.nodes.shape[0];
    require_times(in.arrive, jobs, "arrive: expected times of 0..2^40");
    require(std::is_sorted(in.arrive.begin(), in.arrive.end()), "arrive: expected no decrease");
    require_times(in.run, jobs, "run: expected times of 0..2^40");
    require_times(in.guess, jobs, "guess: expected times of 0..2^40");
    for (const std::int64_t run : in.run) require(run >= 1 && run <= 1 << 20, "run: expected 1..2^20");
    require(in.need.shape[0] == jobs && in.need.shape[1] == 3 && all_in_range(in.need.span(), 1 << 20), "need: expected shape (jobs, 3)");
    require(count >= 1 && count <= 1 << 12 && in.nodes.shape[1] == 3 && all_in_range(in.nodes.span(), 1 << 20),
            "nodes: expected shape (nodes, 3)");
    for (std::size_t j = 0; j < jobs; ++j) {
        bool fits = false;
        for (std::size_t k = 0; k < count; ++k)
            fits |= in.need[j][0] <= in.nodes[k][0] && in.need[j][1] <= in.nodes[k][1] && in.need[j][2] <= in.nodes[k][2];
        require(fits, "need: expected jobs that fit on a node");
    }
    Judge judge(policy, kClusterVariables);
    struct Node {
        std::array<std::int64_t, 3> free;
        std::int64_t running = 0;
    };
    std::vector<Node> nodes(count);
    for (std::size_t k = 0; k < count; ++k) nodes[k].free = {in.nodes[k][0], in.nodes[k][1], in.nodes[k][2]};
    using Ending = std::array<std::int64_t, 3>;  // time, node, job
    std::priority_queue<Ending, std::vector<Ending>, std::greater<>> endings;
    std::vector<std::size_t> waiting, fitting;
    std::size_t next = 0;
    std::int64_t total = 0;
    while (next < jobs || !endings.empty()) {
        const std::int64_t now =
            next < jobs && (endings.empty() || in.arrive[next] < endings.top()[0]) ? in.arrive[next] : endings.top()[0];
        for (; !endings.empty() && endings.top()[0] == now; endings.pop()) {
            Node& node = nodes[place(endings.top()[1])];
            for (std::size_t r = 0; r < 3; ++r) node.free[r] += in.need[place(endings.top()[2])][r];
            --node.running;
        }
        for (; next < jobs && in.arrive[next] == now; ++next) waiting.push_back(next);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            const std::size_t job = waiting[i];
            const auto need = in.need[job];
            fitting.clear();
            if (i < kDepth)
                for (std::size_t k = 0; k < count; ++k)
                    if (need[0] <= nodes[k].free[0] && need[1] <= nodes[k].free[1] && need[2] <= nodes[k].free[2]) fitting.push_back(k);
            if (fitting.empty()) {
                waiting[kept++] = job;
                continue;
            }
            const std::size_t chosen = judge.largest(fitting.size(), [&](std::size_t c, auto set) {
                const Node& node = nodes[fitting[c]];
                double most = 0, least = 1;
                for (std::size_t r = 0; r < 3; ++r) {
                    set(r, real(need[r])), set(4 + r, real(node.free[r]));
                    const std::int64_t whole = in.nodes[fitting[c]][r];
                    if (whole == 0) continue;
                    const double share = real(node.free[r] - need[r]) / real(whole);
                    most = std::max(most, share), least = std::min(least, share);
                }
                set(3, real(in.guess[job])), set(7, std::max(0.0, most - least)), set(8, real(node.running));
                set(9, real(now - in.arrive[job]));
            });
            Node& node = nodes[fitting[chosen]];
            for (std::size_t r = 0; r < 3; ++r) node.free[r] -= need[r];
            ++node.running;
            endings.push({now + in.run[job], static_cast<std::int64_t>(fitting[chosen]), static_cast<std::int64_t>(job)});
            const std::int64_t run = in.run[job], spent = now - in.arrive[job] + run;
            total += std::max<std::int64_t>(1000, 1000 * spent / std::max<std::int64_t>(run, 10));
        }
        waiting.resize(kept);
    }
    return total;
}

// Routing: request i arrives at arrive[i] (in order) at router[i], which sends it to the server of smallest value (of equals the lowest
// number). Servers work first come, first served; a request takes ceil(1000 (size - cached) / speed) ticks, at least 1, where cached is its
// prefix length if the server has its group among the `slots` groups it served last. Servers report their queue lengths every `stale`
// ticks. Variables: queue: requests on the server at the last report, stale: age of the report, speed, mine: requests of this router under
// way there, cached, size, u: uniform in [0, 1), drawn for each request and server. Returns the ceil(0.99 n)-th smallest latency.
struct Routing {
    Indices arrive, router, size, prefix, group, speed;
    std::int64_t stale = 1, slots = 0, salt = 0;
};
inline constexpr std::size_t kRouterVariables = 7;

// Uniform in [0, 1): splitmix64 (Steele, Lea, Flood, OOPSLA 2014) of one number.
inline double uniform_of(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

inline std::int64_t routing(const Policy& policy, const Routing& in) {
    const std::size_t requests = in.arrive.size(), servers = in.speed.size();
    require(requests >= 1 && requests <= kMostItems, "arrive: expected 1 to 2^20 requests");
    require_times(in.arrive, requests, "arrive: expected times of 0..2^40");
    require(std::is_sorted(in.arrive.begin(), in.arrive.end()), "arrive: expected no decrease");
    require(in.router.size() == requests && all_in_range(in.router, 64), "router: expected 0..63");
    require(in.size.size() == requests && all_in_range(in.size, 1 << 20), "size: expected 0..2^20-1");
    require(in.prefix.size() == requests && all_in_range(in.prefix, 1 << 20), "prefix: expected 0..2^20-1");
    for (std::size_t i = 0; i < requests; ++i) require(in.prefix[i] <= in.size[i], "prefix: expected at most the size");
    require(in.group.size() == requests && all_in_range(in.group, 1 << 20), "group: expected 0..2^20-1");
    require(servers >= 1 && servers <= 64, "speed: expected 1 to 64 servers");
    for (const std::int64_t v : in.speed) require(v >= 1 && v <= 1 << 20, "speed: expected 1..2^20");
    require(in.stale >= 1 && in.stale <= kMostTime && in.slots >= 0 && in.slots <= 1 << 10 && in.salt >= 0,
            "stale, slots, salt: out of range");
    Judge judge(policy, kRouterVariables);
    struct Server {
        std::int64_t until = 0, reported = 0;
        std::deque<std::int64_t> ends;     // of requests that had not ended at the last report
        std::vector<std::int64_t> groups;  // last served first
        std::array<std::deque<std::int64_t>, 64> mine;
    };
    std::vector<Server> state(servers);
    const auto drop = [](std::deque<std::int64_t>& ends, std::int64_t now) {
        while (!ends.empty() && ends.front() <= now) ends.pop_front();
        return static_cast<std::int64_t>(ends.size());
    };
    std::vector<std::int64_t> latency(requests);
    std::int64_t report = 0;
    for (std::size_t i = 0; i < requests; ++i) {
        const std::int64_t now = in.arrive[i], latest = now - now % in.stale;
        const bool fresh = latest > report;
        report = latest;
        const auto cached = [&](const Server& s) {
            return std::find(s.groups.begin(), s.groups.end(), in.group[i]) != s.groups.end() ? in.prefix[i] : 0;
        };
        for (Server& s : state) {
            if (fresh) s.reported = drop(s.ends, report);
            drop(s.mine[place(in.router[i])], now);
        }
        const std::size_t chosen = judge.smallest(servers, [&](std::size_t k, auto set) {
            const Server& s = state[k];
            set(0, real(s.reported)), set(1, real(now - report)), set(2, real(in.speed[k])),
                set(3, real(s.mine[place(in.router[i])].size()));
            set(4, real(cached(s))), set(5, real(in.size[i]));
            set(6, uniform_of(static_cast<std::uint64_t>(in.salt) + 64 * i + k));
        });
        Server& s = state[chosen];
        const std::int64_t work = 1000 * (in.size[i] - cached(s)), speed = in.speed[chosen];
        s.until = std::max(s.until, now) + std::max<std::int64_t>(1, (work + speed - 1) / speed);
        s.ends.push_back(s.until);
        s.mine[place(in.router[i])].push_back(s.until);
        latency[i] = s.until - now;
        const auto found = std::find(s.groups.begin(), s.groups.end(), in.group[i]);
        if (found != s.groups.end()) s.groups.erase(found);
        s.groups.insert(s.groups.begin(), in.group[i]);
        if (static_cast<std::int64_t>(s.groups.size()) > in.slots) s.groups.pop_back();
    }
    const std::size_t rank = (99 * requests + 99) / 100 - 1;
    std::nth_element(latency.begin(), latency.begin() + static_cast<std::ptrdiff_t>(rank), latency.end());
    return latency[rank];
}

}  // namespace eft::policies

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
