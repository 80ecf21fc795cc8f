"""Circle packings: exact with repair, against floats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
from harness import Row, compare
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers import packing as packings
from scorers import CLOCK, agree

Floats = NDArray[np.float64]
BATCH = 256


def rows(rng: np.random.Generator) -> Iterator[Row]:
    for n in (26, 200, 2000):
        yield from packing_rows(n, rng)
    yield from packing_batch_rows(26, rng)


def packing(n: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """A jittered grid of slightly overlapping disks: as an optimiser would submit it."""
    side = int(np.ceil(np.sqrt(n)))
    k = np.arange(n)
    x, y = (k % side + 0.5) / side, (k // side + 0.5) / side
    jitter = 1e-9 / side
    return x + rng.uniform(-jitter, jitter, n), y + rng.uniform(-jitter, jitter, n), np.full(n, 0.5 / side)


def numpy_packing(x: Floats, y: Floats, r: Floats, pairs: tuple[Any, Any]) -> float:
    i, j = pairs
    gap = r[i] + r[j] - np.sqrt((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2)
    wall = np.max(r - np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y)))
    shrink = max(0.0, gap.max() / 2, wall)
    return float(np.maximum(r - shrink, 0).sum())


@numba.njit(cache=False)
def numba_packing(x: Floats, y: Floats, r: Floats) -> float:
    shrink = 0.0
    n = len(x)
    for i in range(n):
        shrink = max(shrink, r[i] - min(min(x[i], 1 - x[i]), min(y[i], 1 - y[i])))
        for j in range(i + 1, n):
            dx, dy, t = x[i] - x[j], y[i] - y[j], r[i] + r[j] - 2 * shrink
            d2 = dx * dx + dy * dy
            if t > 0 and d2 < t * t:
                shrink = (r[i] + r[j] - np.sqrt(d2)) / 2
    total = 0.0
    for i in range(n):
        total += max(0.0, r[i] - shrink)
    return total


@numba.njit(cache=False)
def numba_packing_batch(x: Floats, y: Floats, r: Floats) -> Floats:
    out = np.empty(len(x))
    for b in range(len(x)):
        out[b] = numba_packing(x[b], y[b], r[b])
    return out


def packing_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    x, y, r = packing(n, rng)
    pairs = np.triu_indices(n, 1)
    case, exact = f"packing n={n}, one call", packings.circles_in_square(x, y, r).value
    rivals = {"numpy float": lambda: numpy_packing(x, y, r, pairs), "numba float": lambda: numba_packing(x, y, r)}
    for name, rival in rivals.items():
        agree(case, exact, rival(), name)
        yield compare(case, lambda: _scorers.circles_in_square(x, y, r), rival, name, clock=CLOCK)


def packing_batch_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    many = [np.stack(columns) for columns in zip(*(packing(n, rng) for _ in range(BATCH)), strict=True)]
    pairs = np.triu_indices(n, 1)
    case, exact = f"packing n={n}, batch of {BATCH}", packings.circles_in_square_batch(*many).value
    rivals = {
        "numpy float, loop": lambda: [numpy_packing(x, y, r, pairs) for x, y, r in zip(*many, strict=True)],
        "numba float, batch": lambda: numba_packing_batch(*many),
    }
    for name, rival in rivals.items():
        for one, got in zip(exact, rival(), strict=True):
            agree(case, one, got, name)
        yield compare(case, lambda: _scorers.circles_in_square_batch(*many), rival, name, per_call=BATCH, clock=CLOCK)
