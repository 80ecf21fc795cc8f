"""Cuts, tours, assignments, schedules and expressions against the usual Python loop, NumPy and Numba.

Ours check the instance and the whole answer at every call; the rivals only add up, in integers (the expression in floats). Their matrices, lists
and compiled code are ready-made; the tour's distances are too, where ours takes the coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
from harness import Row, compare
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.scorers.regression import OPERATORS, postfix
from scorers import CLOCK, agree

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
SAMPLES = 21
BATCH = 256


def rows(rng: np.random.Generator) -> Iterator[Row]:
    yield from cut_rows(rng)
    yield from tour_rows(rng)
    yield from assignment_rows(rng)
    yield from shop_rows(rng)
    yield from expression_rows(rng)


def versus(case: str, ours: Callable[[], Any], rivals: dict[str, Callable[[], Any]], **how: Any) -> Iterator[Row]:
    """One row a rival, after all agree on the value."""
    exact = ours().value
    for name, rival in rivals.items():
        for one, other in zip(np.atleast_1d(exact), np.atleast_1d(rival()), strict=True):
            agree(case, float(one), float(other), name)
        yield compare(case, ours, rival, name, samples=SAMPLES, clock=CLOCK, **how)


@numba.njit(cache=False)
def numba_cut(side: Integers, edges: Integers, w: Integers) -> int:
    total = 0
    for e in range(len(w)):
        if side[edges[e, 0]] != side[edges[e, 1]]:
            total += w[e]
    return total


def cut_rows(rng: np.random.Generator) -> Iterator[Row]:
    n = 200
    pairs = np.stack(np.triu_indices(n, 1), axis=1)
    edges = np.ascontiguousarray(pairs[rng.random(len(pairs)) < 0.1])
    w, side = rng.integers(1, 101, len(edges)), rng.integers(0, 2, n)
    listed, weights, sides = edges.tolist(), w.tolist(), side.tolist()
    rivals = {
        "Python loop": lambda: sum(c for (u, v), c in zip(listed, weights, strict=True) if sides[u] != sides[v]),
        "numpy": lambda: w[side[edges[:, 0]] != side[edges[:, 1]]].sum(),
        "numba": lambda: numba_cut(side, edges, w),
    }
    yield from versus(f"max-cut n={n} m={len(edges)}", lambda: _scorers.max_cut(side, edges, w, n), rivals)


@numba.njit(cache=False)
def numba_tour(tour: Integers, d: Integers) -> int:
    total = 0
    for k in range(len(tour)):
        total += d[tour[k - 1], tour[k]]
    return total


def tour_rows(rng: np.random.Generator) -> Iterator[Row]:
    n = 200
    xy, tour = rng.integers(0, 10_000, (n, 2)), rng.permutation(n)
    d = rounded_euclidean(xy)
    listed, order = d.tolist(), tour.tolist()
    rivals = {
        "Python loop": lambda: sum(listed[order[k - 1]][order[k]] for k in range(n)),
        "numpy": lambda: d[tour, np.roll(tour, -1)].sum(),
        "numba": lambda: numba_tour(tour, d),
    }
    yield from versus(f"TSP n={n}, matrix", lambda: _scorers.tsp(tour, d), rivals)
    yield from versus(f"TSP n={n}, coordinates", lambda: _scorers.tsp_euclidean(tour, xy), rivals)


@numba.njit(cache=False)
def numba_qap(p: Integers, f: Integers, d: Integers) -> int:
    total = 0
    for i in range(len(p)):
        for j in range(len(p)):
            total += f[i, j] * d[p[i], p[j]]
    return total


def assignment_rows(rng: np.random.Generator) -> Iterator[Row]:
    n = 30
    f, d, p = rng.integers(0, 10, (n, n)), rng.integers(0, 100, (n, n)), rng.permutation(n)
    flows, lengths, order = f.tolist(), d.tolist(), p.tolist()
    rivals = {
        "Python loop": lambda: sum(flows[i][j] * lengths[order[i]][order[j]] for i in range(n) for j in range(n)),
        "numpy": lambda: (f * d[np.ix_(p, p)]).sum(),
        "numba": lambda: numba_qap(p, f, d),
    }
    yield from versus(f"QAP n={n}", lambda: _scorers.qap(p, f, d), rivals)


def python_shop(order: list[int], p: list[list[int]]) -> int:
    done = [0] * len(p)
    for job in order:
        before = 0
        for machine, row in enumerate(p):
            before = done[machine] = max(before, done[machine]) + row[job]
    return done[-1]


def numpy_shop(order: Integers, p: Integers) -> int:
    """With q the prefix sums of one machine's times, ready'[k] = q[k] + max over i <= k of (ready[i] - q[i - 1])."""
    ready = np.zeros(len(order), dtype=np.int64)
    for row in p[:, order]:
        q = np.cumsum(row)
        ready = q + np.maximum.accumulate(ready - q + row)
    return int(ready[-1])


@numba.njit(cache=False)
def numba_shop(order: Integers, p: Integers) -> int:
    done = np.zeros(len(p), dtype=np.int64)
    for k in range(len(order)):
        before = 0
        for machine in range(len(p)):
            before = max(before, done[machine]) + p[machine, order[k]]
            done[machine] = before
    return done[-1]


@numba.njit(cache=False)
def numba_shop_batch(orders: Integers, p: Integers) -> Integers:
    out = np.empty(len(orders), dtype=np.int64)
    for b in range(len(orders)):
        out[b] = numba_shop(orders[b], p)
    return out


def shop_rows(rng: np.random.Generator) -> Iterator[Row]:
    n, m = 50, 10
    p, order = rng.integers(1, 100, (m, n)), rng.permutation(n)
    times, listed = p.tolist(), order.tolist()
    rivals = {
        "Python loop": lambda: python_shop(listed, times),
        "numpy": lambda: numpy_shop(order, p),
        "numba": lambda: numba_shop(order, p),
    }
    yield from versus(f"flow shop {n} x {m}", lambda: _scorers.flow_shop(order, p), rivals)
    many = np.stack([rng.permutation(n) for _ in range(BATCH)])
    batch = {"numba, batch": lambda: numba_shop_batch(many, p)}
    yield from versus(f"flow shop {n} x {m}, batch of {BATCH}", lambda: _scorers.flow_shop_batch(many, p), batch, per_call=BATCH)


LAW = "x0 neg 0.3 x1 mul sub 1.2 x2 mul sin 0.8 mul add x1 tanh add"  # -x - 0.3 v + 0.8 sin(1.2 t) + tanh v


def python_law(x: float, v: float, t: float) -> float:
    return -x - 0.3 * v + math.sin(1.2 * t) * 0.8 + math.tanh(v)


def numpy_law(x: Floats) -> Floats:
    return -x[0] - 0.3 * x[1] + np.sin(1.2 * x[2]) * 0.8 + np.tanh(x[1])


@numba.njit(cache=False)
def numba_law(x: Floats, y: Floats) -> float:
    total = 0.0
    for i in range(x.shape[1]):
        error = -x[0, i] - 0.3 * x[1, i] + np.sin(1.2 * x[2, i]) * 0.8 + np.tanh(x[1, i]) - y[i]
        total += error * error
    return total / x.shape[1]


def log_nmse(squares: list[float], targets: list[Floats]) -> float:
    return sum(math.log10(square / y.var()) for square, y in zip(squares, targets, strict=True)) / 2


def expression_rows(rng: np.random.Generator) -> Iterator[Row]:
    sets = [rng.uniform(-2, 2, (3, 500)) for _ in range(2)]
    targets = [numpy_law(x) + 0.1 * rng.standard_normal(500) for x in sets]
    columns = [list(zip(*x.tolist(), strict=True)) for x in sets]
    wanted = [y.tolist() for y in targets]
    ops, constants = postfix(LAW)
    given, allowed = (sets[0], targets[0], sets[1], targets[1], 0.0, 60, 60), 2 ** len(OPERATORS) - 1

    def python() -> float:
        squares = [
            sum((python_law(*point) - y) ** 2 for point, y in zip(points, ys, strict=True)) / 500
            for points, ys in zip(columns, wanted, strict=True)
        ]
        return log_nmse(squares, targets)

    rivals = {
        "Python loop (law written out)": python,
        "numpy (law written out)": lambda: log_nmse(
            [((numpy_law(x) - y) ** 2).mean() for x, y in zip(sets, targets, strict=True)], targets
        ),
        "numba (law compiled in)": lambda: log_nmse([numba_law(x, y) for x, y in zip(sets, targets, strict=True)], targets),
    }
    yield from versus(f"expression of {len(ops)} nodes, 1,000 points", lambda: _scorers.law_fit(ops, constants, *given, allowed), rivals)
