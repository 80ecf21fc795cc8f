"""Circle packings: exact with repair, against floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
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
        yield from single(n, rng)
    yield from batched(26, rng)


def single(n: int, rng: np.random.Generator) -> Iterator[Row]:
    x, y, r = overlapping(n, rng)
    pairs = np.triu_indices(n, 1)
    case, exact = f"packing n={n}, one call", packings.circles_in_square(x, y, r).value
    rivals: dict[str, Callable[[], float]] = {
        "numpy float": lambda: numpy_packing(x, y, r, pairs),
        "numba float": lambda: numba_packing(x, y, r),
    }
    if n < 2000:  # seconds a call
        rivals = {"Python double loop": lambda: loop_packing(np.stack([x, y], 1), r), **rivals}
    for name, rival in rivals.items():
        agree(case, exact, rival(), name)
        samples = 11 if name == "Python double loop" else 41
        yield compare(case, lambda: _scorers.circles_in_square(x, y, r), rival, name, clock=CLOCK, samples=samples)


def batched(n: int, rng: np.random.Generator) -> Iterator[Row]:
    """Candidates that overlap a little, and the same shrunk until they are valid."""
    x, y, r = (np.stack(columns) for columns in zip(*(overlapping(n, rng) for _ in range(BATCH)), strict=True))
    pairs = np.triu_indices(n, 1)
    for kind, radii in (("overlapping", r), ("valid", r * 0.999)):
        case, exact = f"packing n={n}, batch of {BATCH}, {kind}", packings.circles_in_square_batch(x, y, radii).value
        rivals: dict[str, Callable[[], Any]] = {
            "numpy float, loop": lambda s=radii: [numpy_packing(a, b, c, pairs) for a, b, c in zip(x, y, s, strict=True)],
            "numba float, batch": lambda s=radii: numba_packing_batch(x, y, s),
        }
        for name, rival in rivals.items():
            for one, got in zip(exact, rival(), strict=True):
                agree(case, one, got, name)
            ours = lambda s=radii: _scorers.circles_in_square_batch(x, y, s)  # noqa: E731 # as the rivals are
            yield compare(case, ours, rival, name, per_call=BATCH, clock=CLOCK)


def overlapping(n: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """A jittered grid of slightly overlapping disks: as an optimiser would submit it."""
    side = int(np.ceil(np.sqrt(n)))
    k = np.arange(n)
    x, y = (k % side + 0.5) / side, (k // side + 0.5) / side
    jitter = 1e-9 / side
    return x + rng.uniform(-jitter, jitter, n), y + rng.uniform(-jitter, jitter, n), np.full(n, 0.5 / side)


def loop_packing(centres: Floats, radii: Floats) -> float:
    """The shape of the public evaluators: numpy scalars in a double loop, one norm a pair; here with the repair."""
    n = len(centres)
    shrink = 0.0
    for i in range(n):
        x, y = centres[i]
        shrink = max(shrink, radii[i] - min(x, 1 - x, y, 1 - y))
        for j in range(i + 1, n):
            distance = np.sqrt(np.sum((centres[i] - centres[j]) ** 2))
            shrink = max(shrink, (radii[i] + radii[j] - distance) / 2)
    return math.fsum(max(0.0, float(radius) - shrink) for radius in radii)


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
