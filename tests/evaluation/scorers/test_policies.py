"""The policy simulators against slow twins in plain Python, by hand, and on every instruction set."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks.infix import POLICY, Node, parse, policy
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.scorers.policies import BINS, CACHE, CLUSTER, ROUTER, SHOP, Cluster, Requests, Shop, bins, cache, cluster, routing, shop

Rule = Callable[[dict[str, float]], float]
NONE = np.empty((0, 3), dtype=np.int64)


def rule_of(text: str, names: Sequence[str]) -> Rule:
    """The policy in plain Python."""
    nodes = parse(text, names, POLICY)
    return lambda features: run(nodes, features)


def run(nodes: Sequence[Node], features: dict[str, float]) -> float:
    stack: list[float] = []
    for node in nodes:
        if node.kind == "number":
            stack.append(float(node.value))
        elif node.kind == "name":
            stack.append(float(features[node.name]))
        else:
            count = {"neg": 1, "if": 3}.get(node.name, POLICY.functions.get(node.name, 2))
            a, *rest = [stack.pop() for _ in range(count)][::-1]
            stack.append(apply(node.name, a, *rest))
    return stack[0]


def apply(name: str, a: float, b: float = 0.0, c: float = 0.0) -> float:
    values: dict[str, Callable[[], float]] = {
        "neg": lambda: -a, "abs": lambda: abs(a), "sqrt": lambda: math.sqrt(abs(a)), "log1p": lambda: math.log(1 + abs(a)),
        "exp": lambda: math.exp(min(a, 30.0)), "add": lambda: a + b, "sub": lambda: a - b, "mul": lambda: a * b,
        "div": lambda: a / b if b else 0.0, "min": lambda: min(a, b), "max": lambda: max(a, b), "lt": lambda: float(a < b),
        "if": lambda: b if a > 0 else c,
    }  # fmt: skip
    value = values[name]()
    return value if value == value else 0.0


def pick(rule: Rule, rows: Sequence[dict[str, float]], sign: int, ties: Sequence[Any]) -> int:
    return min(range(len(rows)), key=lambda i: (-sign * rule(rows[i]), ties[i]))


def slow_bins(rule: Rule, items: Sequence[int], cap: int) -> int:
    rest: list[int] = []
    for seen, item in enumerate(items):
        fits = [b for b in range(len(rest)) if rest[b] >= item]
        mean = sum(items[:seen]) / seen if seen else 0.0
        rows = [dict(zip(BINS, (item, rest[b], rest[b] - item, len(rest), seen, mean, cap), strict=True)) for b in fits]
        if fits:
            rest[fits[pick(rule, rows, 1, fits)]] -= item
        else:
            rest.append(cap - item)
    return len(rest)


def slow_cache(rule: Rule, keys: Sequence[int], sizes: Sequence[int], cap: int) -> tuple[int, int]:
    held: dict[int, int] = {}
    seen: dict[int, list[int]] = {}
    hit: list[int] = []

    def row(key: int, now: int) -> dict[str, float]:
        times = seen[key]
        gap, mean = (times[-1] - times[-2], (times[-1] - times[0]) / (len(times) - 1)) if len(times) > 1 else (len(keys), len(keys))
        fast, slow = (sum(2.0 ** (-(now - t) / life) for t in times) for life in (100, 1000))
        return dict(
            zip(
                CACHE, (now - times[-1], now - held[key], len(times), gap, mean, fast, slow, sizes[key], sum(hit[-1000:]), cap), strict=True
            )
        )

    for now, key in enumerate(keys):
        recent = hit[-999:] if now >= 1000 else hit
        if key in held:
            hit.append(sizes[key])
        else:
            if sizes[key] <= cap:
                kept = hit
                hit = [int(bool(h)) for h in recent]
                while sum(sizes[k] for k in held) + sizes[key] > cap:
                    order = sorted(held)
                    del held[order[pick(rule, [row(k, now) for k in order], -1, order)]]
                hit = kept
                held[key] = now
            hit.append(0)
        seen.setdefault(key, []).append(now)
    return sum(map(bool, hit)), sum(hit)


def slow_shop(rule: Rule, s: Shop) -> int:
    """Tick by tick."""
    jobs = len(s.arrive)
    at = [int(s.ptr[j]) for j in range(jobs)]
    queue: list[list[tuple[int, int]]] = [[] for _ in range(s.machines)]
    until, joining, cost, now, left = [0] * s.machines, {j: int(s.arrive[j]) for j in range(jobs)}, 0, 0, jobs
    while left:
        for job in sorted(j for j, t in joining.items() if t == now):
            del joining[job]
            if at[job] == s.ptr[job + 1]:
                cost, left = cost + int(s.weight[job]) * max(0, now - int(s.due[job])), left - 1
            else:
                queue[s.machine[at[job]]].append((job, now))
        for m in range(s.machines):
            down = any(a <= now < a + length for k, a, length in s.down.tolist() if k == m)
            if until[m] > now or not queue[m] or down:
                continue
            rows = []
            for job, since in queue[m]:
                k, end = at[job], int(s.ptr[job + 1])
                work = int(s.time[k:end].sum())
                ahead = sum(int(s.time[at[other]]) for other, _ in queue[s.machine[k + 1]]) if k + 1 < end else 0
                values = (s.time[k], work, end - k, s.due[job] - now - work, s.weight[job], len(queue[m]), ahead, now - since, now)
                rows.append(dict(zip(SHOP, map(float, values), strict=True)))
            job, _ = queue[m].pop(pick(rule, rows, -1, range(len(rows))))
            until[m] = joining[job] = now + int(s.time[at[job]])
            at[job] += 1
        now += 1
    return cost


def slow_cluster(rule: Rule, c: Cluster) -> int:
    """Tick by tick."""
    free, running, waiting, total, now = c.nodes.tolist(), [0] * len(c.nodes), list[int](), 0, 0
    ends: list[tuple[int, int, int]] = []
    started = 0
    while started < len(c.arrive):
        for _, node, job in [e for e in ends if e[0] == now]:
            free[node] = [a + int(b) for a, b in zip(free[node], c.need[job], strict=True)]
            running[node] -= 1
        waiting += [j for j in range(len(c.arrive)) if c.arrive[j] == now]
        changed = any(e[0] == now for e in ends) or any(c.arrive == now)
        for job in waiting[:10] if changed else []:
            need = [int(v) for v in c.need[job]]
            fits = [k for k in range(len(free)) if all(a >= b for a, b in zip(free[k], need, strict=True))]
            if not fits:
                continue
            rows = []
            for k in fits:
                shares = [(a - b) / w for a, b, w in zip(free[k], need, c.nodes[k].tolist(), strict=True) if w]
                skew = max(0.0, max([0.0, *shares]) - min([1.0, *shares]))
                rows.append(
                    dict(zip(CLUSTER, (*need, int(c.guess[job]), *free[k], skew, running[k], now - int(c.arrive[job])), strict=True))
                )
            k = fits[pick(rule, rows, 1, fits)]
            free[k] = [a - b for a, b in zip(free[k], need, strict=True)]
            running[k] += 1
            ends.append((now + int(c.run[job]), k, job))
            waiting.remove(job)
            started += 1
            total += max(1000, 1000 * (now - int(c.arrive[job]) + int(c.run[job])) // max(int(c.run[job]), 10))
        now += 1
    return total


def slow_routing(rule: Rule, r: Requests) -> int:
    count, servers = len(r.arrive), len(r.speed)
    sent: list[list[tuple[int, int, int, int]]] = [[] for _ in range(servers)]  # sent, end, router, group
    latency = []
    for i in range(count):
        now = int(r.arrive[i])
        report = now - now % r.stale
        rows = []
        for k in range(servers):
            recent = list(dict.fromkeys(g for *_, g in reversed(sent[k])))[: r.slots]
            cached = int(r.prefix[i]) if r.group[i] in recent else 0
            known = sum(start <= report < end if start < report else False for start, end, *_ in sent[k])
            mine = sum(end > now and router == r.router[i] for _, end, router, _ in sent[k])
            values = (known, now - report, int(r.speed[k]), mine, cached, int(r.size[i]), splitmix(r.salt + 64 * i + k))
            rows.append(dict(zip(ROUTER, values, strict=True)))
        k = pick(rule, rows, -1, range(servers))
        free = max([now, *(end for _, end, *_ in sent[k])])
        end = free + max(1, -(-1000 * (int(r.size[i]) - int(rows[k]["cached"])) // int(r.speed[k])))
        sent[k].append((now, end, int(r.router[i]), int(r.group[i])))
        latency.append(end - now)
    return sorted(latency)[math.ceil(0.99 * count - 1e-9) - 1]


def splitmix(x: int) -> float:
    x = (x + 0x9E3779B97F4A7C15) % 2**64
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % 2**64
    return ((x ^ (x >> 31)) >> 11) * 2.0**-53


def random_text(stream: Stream, names: Sequence[str], depth: int = 3) -> str:
    """A random policy over the names; numbers of few binary digits, so that ties are exact in both."""
    kind = int(stream.randint(0, 9 if depth else 1)[0])

    def part() -> str:
        return random_text(stream, names, depth - 1)

    if kind == 0:
        return repr(int(stream.randint(-40, 40)[0]) / 4)
    if kind <= 2 or depth == 0:
        return names[int(stream.randint(0, len(names) - 1)[0])]
    if kind <= 6:
        return f"({part()} {'+-*/'[kind - 3]} {part()})"
    if kind == 7:
        return f"{('min', 'max', 'lt')[int(stream.randint(0, 2)[0])]}({part()}, {part()})"
    if kind == 8:
        return f"if({part()}, {part()}, {part()})"
    return f"{('abs', '-')[int(stream.randint(0, 1)[0])]}({part()})"


def integers(stream: Stream, low: int, high: int, n: int) -> NDArray[np.int64]:
    return stream.randint(low, high, n)


@pytest.fixture(params=_scorers.simd_levels())
def level(request: pytest.FixtureRequest) -> Any:
    before = _scorers.simd_level()
    _scorers.set_simd_level(request.param)
    yield request.param
    _scorers.set_simd_level(before)


def test_operations_by_hand(level: str) -> None:
    """The first of two bins is taken exactly if the policy is larger there (ties: the first): values told apart by comparison."""
    for text in (
        "1/0",
        "sqrt(-4) - 2",
        "log1p(0)",
        "exp(1000)/exp(30) - 1",
        "if(0, 1, 0)",
        "lt(1, 1)",
        "min(0, 2)",
        "1e308*10 - 1e308*10",
        "0*(1e308*10)",
    ):
        assert bins(policy(f"if(abs({text}), rest, -rest)", BINS), np.array([6, 8, 2, 4]), 10) == 2, text  # 0: fuller bin first
        assert bins(policy(f"if(abs({text} + 1), rest, -rest)", BINS), np.array([6, 8, 2, 4]), 10) == 3, text


def test_bins_like_the_slow_twin(level: str) -> None:
    stream = Stream(1, "bins")
    for _ in range(60):
        text, items = random_text(stream, BINS), integers(stream, 2, 30, 120)
        assert bins(policy(text, BINS), items, 40) == slow_bins(rule_of(text, BINS), items.tolist(), 40), text


def test_cache_like_the_slow_twin(level: str) -> None:
    stream = Stream(2, "cache")
    names = tuple(name for name in CACHE if name not in ("fast", "slow"))  # sums in another order differ in the last bit
    for k in range(60):
        text, keys, sizes = random_text(stream, names), integers(stream, 0, 25, 150), integers(stream, 1, 1 if k % 2 else 5, 26)
        got = cache(policy(text, CACHE), keys, sizes, 12)
        assert got == slow_cache(rule_of(text, CACHE), keys.tolist(), sizes.tolist(), 12), text
    keys = integers(stream, 0, 25, 1400)
    for text in ("fast*1.5 + age/7", "slow + count/3", "if(lt(hits, 400), age, -age)"):
        assert cache(policy(text, CACHE), keys, np.ones(26, np.int64), 9) == slow_cache(rule_of(text, CACHE), keys.tolist(), [1] * 26, 9), (
            text
        )


def test_shop_like_the_slow_twin(level: str) -> None:
    stream = Stream(3, "shop")
    for _ in range(60):
        steps = integers(stream, 0, 4, 25)
        ptr = np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)
        total = int(ptr[-1])
        down = np.array([[k % 3, 10 * k, 7] for k in range(6)], dtype=np.int64)
        instance = Shop(
            integers(stream, 0, 60, 25), integers(stream, 0, 5, 25), integers(stream, 10, 120, 25), ptr,
            integers(stream, 0, 2, total), integers(stream, 1, 9, total), down, 3,
        )  # fmt: skip
        text = random_text(stream, SHOP)
        assert shop(policy(text, SHOP), instance) == slow_shop(rule_of(text, SHOP), instance), text


def test_cluster_like_the_slow_twin(level: str) -> None:
    stream = Stream(4, "cluster")
    for _ in range(60):
        n = 60
        need = np.stack([integers(stream, 1, 8, n), integers(stream, 1, 8, n), integers(stream, 0, 2, n)], axis=1)
        nodes = np.array([[8, 8, 2], [8, 16, 2], [16, 8, 4]], dtype=np.int64)
        run_ = integers(stream, 1, 40, n)
        instance = Cluster(np.sort(integers(stream, 0, 200, n)), run_, run_ + integers(stream, 0, 9, n), np.ascontiguousarray(need), nodes)
        text = random_text(stream, CLUSTER)
        assert cluster(policy(text, CLUSTER), instance) == slow_cluster(rule_of(text, CLUSTER), instance), text


def test_routing_like_the_slow_twin(level: str) -> None:
    stream = Stream(5, "routing")
    for k in range(60):
        n = 150
        size = integers(stream, 1, 50, n)
        prefix = np.minimum(size, integers(stream, 0, 40, n))
        instance = Requests(
            np.sort(integers(stream, 1, 900, n)), integers(stream, 0, 2, n), size, prefix, integers(stream, 0, 7, n),
            integers(stream, 500, 3000, 4), 1 + 19 * (k % 2), k % 3, 12345,
        )  # fmt: skip
        text = random_text(stream, ROUTER)
        assert routing(policy(text, ROUTER), instance) == slow_routing(rule_of(text, ROUTER), instance), text


def test_known_rules_by_hand() -> None:
    items = np.array([5, 7, 5, 3], dtype=np.int64)
    assert bins(policy("0", BINS), items, 10) == 2  # first fit: [5, 5], [7, 3]
    assert bins(policy("-left", BINS), np.array([5, 7, 3, 5], dtype=np.int64), 10) == 2
    keys = np.array([0, 1, 2, 0, 1, 2], dtype=np.int64)
    assert cache(policy("-age", CACHE), keys, np.ones(3, np.int64), 2) == (0, 0)  # least recently used on a loop
    assert cache(policy("age", CACHE), keys, np.ones(3, np.int64), 2) == (2, 2)
    two = Shop(*(np.array(v, dtype=np.int64) for v in ([0, 0], [1, 1], [1, 1], [0, 1, 2], [0, 0], [5, 1])), NONE, 1)
    assert shop(policy("p", SHOP), two) == (1 - 1) + (6 - 1)
    assert shop(policy("0", SHOP), two) == (5 - 1) + (6 - 1)


def test_wrong_programs_are_errors() -> None:
    items = np.array([5], dtype=np.int64)
    for ops in ([[0, 7]], [[15, 0]], [[7, 0]], [[0, 0], [0, 0]], [[1, 0]]):
        with pytest.raises(ValueError, match="ops"):
            bins((np.array(ops, dtype=np.int64), np.empty(0)), items, 10)
    with pytest.raises(ValueError, match="items"):
        bins(policy("0", BINS), np.array([11], dtype=np.int64), 10)
