"""Point configurations: Heilbronn, distance ratio, kissing, against the usual Python loop, NumPy and Numba.

Ours are exact; the rivals compute in floating point (the kissing loop in Python integers). Inputs are multiples of 2^-40, so that all agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

import numba
import numpy as np
from harness import Row, compare
from numpy.typing import NDArray

from eft import _scorers
from scorers import CLOCK, agree

# 35 quadruples of 11 points, no two with three in common: A(11, 4, 4) = 35, found by tabu search.
QUADRUPLES = [
    "0125",
    "0345",
    "0247",
    "1347",
    "2357",
    "1267",
    "0567",
    "1358",
    "2458",
    "0268",
    "1468",
    "0178",
    "3678",
    "2349",
    "1459",
    "0169",
    "2569",
    "0379",
    "4679",
    "1289",
    "0489",
    "5789",
    "013a",
    "124a",
    "236a",
    "046a",
    "156a",
    "457a",
    "348a",
    "058a",
    "278a",
    "029a",
    "359a",
    "179a",
    "689a",
]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BATCH = 256
SAMPLES = 21  # the Python loops take up to a second


def rows(rng: np.random.Generator) -> Iterator[Row]:
    yield from heilbronn_rows(13, rng)
    yield from heilbronn_batch_rows(13, rng)
    yield from heilbronn_rows(50, rng)
    yield from ratio_rows(16, 2, rng)
    yield from ratio_rows(50, 3, rng)
    yield from kissing_rows()


def on_grid(points: Floats) -> Floats:
    return np.rint(points * 2.0**40) / 2.0**40


def versus(case: str, ours: Callable[[], Any], rivals: dict[str, Callable[[], Any]], **how: Any) -> Iterator[Row]:
    """One row a rival, after all agree on the value."""
    exact = ours().value
    for name, rival in rivals.items():
        for one, other in zip(np.atleast_1d(exact), np.atleast_1d(rival()), strict=True):
            agree(case, float(one), float(other), name)
        yield compare(case, ours, rival, name, samples=SAMPLES, clock=CLOCK, **how)


def heilbronn_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    points = on_grid(rng.random((n, 2)))
    listed, triples = points.tolist(), tuple(np.array(list(combinations(range(n), 3))).T)
    rivals = {
        "python float": lambda: loop_heilbronn(listed),
        "numpy float": lambda: numpy_heilbronn(points, triples),
        "numba float": lambda: numba_heilbronn(points),
    }
    yield from versus(f"Heilbronn n={n}, one call", lambda: _scorers.heilbronn_square(points), rivals)


def heilbronn_batch_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    many = on_grid(rng.random((BATCH, n, 2)))
    triples = tuple(np.array(list(combinations(range(n), 3))).T)
    rivals = {
        "numpy float, loop": lambda: [numpy_heilbronn(points, triples) for points in many],
        "numba float, batch": lambda: numba_heilbronn_batch(many),
    }
    yield from versus(f"Heilbronn n={n}, batch of {BATCH}", lambda: _scorers.heilbronn_square_batch(many), rivals, per_call=BATCH)


def ratio_rows(n: int, d: int, rng: np.random.Generator) -> Iterator[Row]:
    points = on_grid(rng.random((n, d)))
    listed, pairs = points.tolist(), np.triu_indices(n, 1)
    rivals = {
        "python float": lambda: loop_ratio(listed),
        "numpy float": lambda: numpy_ratio(points, pairs),
        "numba float": lambda: numba_ratio(points),
    }
    yield from versus(f"distance ratio n={n}, d={d}", lambda: _scorers.distance_ratio(points), rivals)


def kissing_rows() -> Iterator[Row]:
    """582 vectors of Z^11. Times 10^9 the filter can't prove the ties (13 % of the pairs): they go to 128 bits, our slow case."""
    vectors = best_configuration()
    listed = vectors.tolist()
    rivals = {
        "python integers": lambda: loop_kissing(listed),
        "numpy float": lambda: numpy_kissing(vectors),
        "numba float": lambda: numba_kissing(vectors),
    }
    yield from versus(f"kissing {len(vectors)} x 11", lambda: _scorers.kissing(vectors), rivals, unit="ms")
    large = 10**9 * vectors
    many = large.tolist()
    yield from versus(
        f"kissing {len(vectors)} x 11, 10^9 larger",
        lambda: _scorers.kissing(large),
        {"python integers": lambda: loop_kissing(many)},
        unit="ms",
    )


def best_configuration() -> Integers:
    """582 vectors of length 2 (Best's construction): +-2 e_i, and all signs of +-1 on 35 quadruples that share at most two coordinates."""
    found = [sign * 2 * row for row in np.eye(11, dtype=np.int64) for sign in (-1, 1)]
    for quadruple in QUADRUPLES:
        for signs in product((-1, 1), repeat=4):
            row = np.zeros(11, dtype=np.int64)
            row[[int(c, 16) for c in quadruple]] = signs
            found.append(row)
    return np.array(found)


def loop_heilbronn(points: list[list[float]]) -> float:
    """As published evaluators do it: `itertools.combinations` over all triples."""
    return min(abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2 for a, b, c in combinations(points, 3))


def numpy_heilbronn(points: Floats, triples: tuple[Any, Any, Any]) -> float:
    a, b, c = (points[t] for t in triples)
    return float(np.abs((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])).min() / 2)


@numba.njit(cache=False)
def numba_heilbronn(p: Floats) -> float:
    n, least = len(p), np.inf
    for i in range(n):
        for j in range(i + 1, n):
            ax, ay = p[j, 0] - p[i, 0], p[j, 1] - p[i, 1]
            for k in range(j + 1, n):
                least = min(least, abs(ax * (p[k, 1] - p[i, 1]) - (p[k, 0] - p[i, 0]) * ay))
    return least / 2


@numba.njit(cache=False)
def numba_heilbronn_batch(many: Floats) -> Floats:
    out = np.empty(len(many))
    for b in range(len(many)):
        out[b] = numba_heilbronn(many[b])
    return out


def loop_ratio(points: list[list[float]]) -> float:
    squares = [sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for x, y in combinations(points, 2)]
    return max(squares) / min(squares)


def numpy_ratio(points: Floats, pairs: tuple[Any, Any]) -> float:
    squares = ((points[pairs[0]] - points[pairs[1]]) ** 2).sum(axis=1)
    return float(squares.max() / squares.min())


@numba.njit(cache=False)
def numba_ratio(p: Floats) -> float:
    n, d = p.shape
    low, high = np.inf, 0.0
    for i in range(n):
        for j in range(i + 1, n):
            square = 0.0
            for k in range(d):
                square += (p[i, k] - p[j, k]) ** 2
            low, high = min(low, square), max(high, square)
    return high / low


def loop_kissing(vectors: list[list[int]]) -> float:
    """The exact check of AlphaEvolve's published notebook: Python integers over all pairs."""
    longest = max(sum(a * a for a in x) for x in vectors)
    least = min(sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) for x, y in combinations(vectors, 2))
    return float(len(vectors)) if least >= longest else 0.0


def numpy_kissing(vectors: Integers) -> float:
    v = vectors.astype(np.float64)
    gram = v @ v.T
    norms = np.diag(gram).copy()
    squares = norms[:, None] + norms[None, :] - 2 * gram
    np.fill_diagonal(squares, np.inf)
    return float(len(v)) if squares.min() >= norms.max() else 0.0


@numba.njit(cache=False)
def numba_kissing(vectors: Integers) -> float:
    m, d = vectors.shape
    longest, least = 0.0, np.inf
    for i in range(m):
        norm = 0.0
        for k in range(d):
            norm += float(vectors[i, k]) ** 2
        longest = max(longest, norm)
        for j in range(i + 1, m):
            square = 0.0
            for k in range(d):
                square += (float(vectors[i, k]) - float(vectors[j, k])) ** 2
            least = min(least, square)
    return float(m) if least >= longest else 0.0
