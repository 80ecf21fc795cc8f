"""Packings of shapes: exact with repair, against floats (rotated polygons) and plain integer code (boxes, polyominoes)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numba
import numpy as np
from harness import Row, compare
from numpy.typing import NDArray

from eft import _scorers
from scorers import CLOCK, agree

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BATCH = 256
ROOT3 = np.sqrt(3)


def rows(rng: np.random.Generator) -> Iterator[Row]:
    yield from hexagon_rows(12, rng)
    yield from square_rows(29, rng)
    for n in (128, 2000):
        yield from strip_rows(n, rng)
    yield from fill_rows()


# ---- rotated polygons: loosely spread pieces that an optimiser would submit halfway


def pieces(n: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    side = int(np.ceil(np.sqrt(n)))
    k = np.arange(n)
    return k % side * 1.8 + rng.uniform(-0.1, 0.1, n), k // side * 1.8 + rng.uniform(-0.1, 0.1, n), rng.uniform(-3, 3, n)


def numpy_hexagons(x: Floats, y: Floats, theta: Floats, pairs: tuple[Any, Any]) -> float:
    i, j = pairs
    theta = theta - np.pi / 3 * np.rint(theta / (np.pi / 3))
    c, s = np.cos(theta), np.sin(theta)
    dx, dy = x[j] - x[i], y[j] - y[i]
    reach = np.zeros(len(i))
    for k in (i, j):
        p, q = np.abs(dx * c[k] + dy * s[k]), np.abs(dy * c[k] - dx * s[k])
        reach = np.maximum(reach, np.maximum(2 * q, ROOT3 * p + q))
    cosine, sine = np.abs(c[i] * c[j] + s[i] * s[j]), np.abs(s[i] * c[j] - c[i] * s[j])
    factor = ((ROOT3 + ROOT3 * cosine + sine) / reach).max()
    own = ROOT3 * c + np.abs(s)
    along = factor * np.stack([ROOT3 * x + y, 2 * y, y - ROOT3 * x])
    ahead, back = (along + own).max(axis=1), (own - along).max(axis=1)
    opposite = (ahead + back).max() / 2
    return float(max(opposite, (ahead[0] + ahead[2] + back[1]) / 3, (back[0] + back[2] + ahead[1]) / 3) / ROOT3)


@numba.njit(cache=False)
def numba_hexagons(x: Floats, y: Floats, theta: Floats) -> float:
    n = len(x)
    c, s = np.empty(n), np.empty(n)
    for i in range(n):
        turn = theta[i] - np.pi / 3 * np.rint(theta[i] / (np.pi / 3))
        c[i], s[i] = np.cos(turn), np.sin(turn)
    factor = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            dx, dy = x[j] - x[i], y[j] - y[i]
            if factor > 0 and (dx * dx + dy * dy) * factor * factor >= 4:
                continue
            pi, qi = abs(dx * c[i] + dy * s[i]), abs(dy * c[i] - dx * s[i])
            pj, qj = abs(dx * c[j] + dy * s[j]), abs(dy * c[j] - dx * s[j])
            reach = max(max(2 * qi, ROOT3 * pi + qi), max(2 * qj, ROOT3 * pj + qj))
            cosine, sine = abs(c[i] * c[j] + s[i] * s[j]), abs(s[i] * c[j] - c[i] * s[j])
            factor = max(factor, (ROOT3 + ROOT3 * cosine + sine) / reach)
    g = np.full(6, -1e300)
    for i in range(n):
        own = ROOT3 * c[i] + abs(s[i])
        a, b, d = factor * (ROOT3 * x[i] + y[i]), factor * 2 * y[i], factor * (y[i] - ROOT3 * x[i])
        g[0], g[1], g[2] = max(g[0], own + a), max(g[1], own + b), max(g[2], own + d)
        g[3], g[4], g[5] = max(g[3], own - a), max(g[4], own - b), max(g[5], own - d)
    opposite = max(g[0] + g[3], g[1] + g[4], g[2] + g[5]) / 2
    return max(opposite, (g[0] + g[2] + g[4]) / 3, (g[1] + g[3] + g[5]) / 3) / ROOT3


def numpy_rectangles(w: Integers, h: Integers, x: Floats, y: Floats, theta: Floats, pairs: tuple[Any, Any]) -> float:
    i, j = pairs
    c, s = np.cos(theta), np.sin(theta)
    dx, dy = x[j] - x[i], y[j] - y[i]
    cosine, sine = np.abs(c[i] * c[j] + s[i] * s[j]), np.abs(s[i] * c[j] - c[i] * s[j])
    factors = np.full(len(i), np.inf)
    for k, m in ((i, j), (j, i)):
        with np.errstate(divide="ignore"):  # a normal across the line of the centres separates at no factor
            across = (w[k] + w[m] * cosine + h[m] * sine) / np.abs(dx * c[k] + dy * s[k])
            up = (h[k] + w[m] * sine + h[m] * cosine) / np.abs(dy * c[k] - dx * s[k])
        factors = np.minimum(factors, np.minimum(across, up))
    factor, c, s = factors.max() / 2, np.abs(c), np.abs(s)
    own = (w * c + h * s) / 2, (w * s + h * c) / 2
    return float(max((factor * v + r).max() - (factor * v - r).min() for v, r in zip((x, y), own, strict=True)))


def hexagon_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    x, y, theta = pieces(n, rng)
    pairs = np.triu_indices(n, 1)
    exact = _scorers.hexagons_in_hexagon(x, y, theta).value
    rivals: dict[str, Callable[[], float]] = {
        "numpy float": lambda: numpy_hexagons(x, y, theta, pairs),
        "numba float": lambda: numba_hexagons(x, y, theta),
    }
    for name, rival in rivals.items():
        agree(f"hexagons n={n}", exact, rival(), name)
        yield compare(f"hexagons n={n}, one call", lambda: _scorers.hexagons_in_hexagon(x, y, theta), rival, name, clock=CLOCK)
    many = [np.stack(columns) for columns in zip(*(pieces(n, rng) for _ in range(BATCH)), strict=True)]
    yield compare(
        f"hexagons n={n}, batch of {BATCH}",
        lambda: _scorers.hexagons_in_hexagon_batch(*many),
        lambda: [numba_hexagons(*one) for one in zip(*many, strict=True)],
        "numba float, loop",
        per_call=BATCH,
        clock=CLOCK,
    )


def square_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    k, ones = np.arange(25), np.ones(n, dtype=np.int64)
    touching = k % 5 * 1.0, k // 5 * 1.0, np.zeros(25)  # the worst case of ours: the filter decides no pair and no wall
    w, h = rng.integers(1, 9, (2, n))
    x, y, theta = pieces(n, rng)
    cases = {
        f"rotated squares n={n}": (ones, ones, *pieces(n, rng)),
        "squares n=25, all touching": (ones[:25], ones[:25], *touching),
        f"rotated rectangles n={n}": (w, h, 8 * x, 8 * y, theta),
    }
    for case, (w, h, x, y, theta) in cases.items():
        ours, first = (_scorers.squares_in_square, ()) if "squares" in case else (_scorers.rectangles_rotated_in_square, (w, h))
        pairs = np.triu_indices(len(x), 1)
        arguments = (*first, x, y, theta)
        agree(case, ours(*arguments).value, numpy_rectangles(w, h, x, y, theta, pairs), "numpy float")
        yield compare(
            f"{case}, one call",
            lambda ours=ours, arguments=arguments: ours(*arguments),
            lambda all_of=(w, h, x, y, theta, pairs): numpy_rectangles(*all_of),
            "numpy float",
            clock=CLOCK,
        )


# ---- boxes: a tiling by guillotine cuts


def tiling(n: int, rng: np.random.Generator) -> tuple[Integers, ...]:
    """x, y, w, h of n boxes that tile 4000 x 4000."""
    boxes = [(0, 0, 4000, 4000)]
    while len(boxes) < n:
        x, y, w, h = boxes.pop(int(rng.integers(len(boxes))))
        if max(w, h) < 2:
            boxes.append((x, y, w, h))
        elif w >= h:
            at = int(rng.integers(1, w))
            boxes += [(x, y, at, h), (x + at, y, w - at, h)]
        else:
            at = int(rng.integers(1, h))
            boxes += [(x, y, w, at), (x, y + at, w, h - at)]
    return tuple(np.ascontiguousarray(column) for column in rng.permutation(np.array(boxes)).T)


def numpy_strip(width: int, w: Integers, h: Integers, x: Integers, y: Integers) -> float:
    right, top = x + w, y + h
    if x.min() < 0 or y.min() < 0 or right.max() > width:
        return np.nan
    apart = (right[:, None] <= x) | (x[:, None] >= right) | (top[:, None] <= y) | (y[:, None] >= top)
    np.fill_diagonal(apart, True)
    return float(top.max()) if apart.all() else np.nan


@numba.njit(cache=False)
def numba_strip(width: int, w: Integers, h: Integers, x: Integers, y: Integers) -> float:
    height = 0
    for i in range(len(x)):
        if x[i] < 0 or y[i] < 0 or x[i] + w[i] > width:
            return np.nan
        height = max(height, y[i] + h[i])
        for j in range(i):
            if x[i] < x[j] + w[j] and x[j] < x[i] + w[i] and y[i] < y[j] + h[j] and y[j] < y[i] + h[i]:
                return np.nan
    return float(height)


def strip_rows(n: int, rng: np.random.Generator) -> Iterator[Row]:
    x, y, w, h = tiling(n, rng)
    for name, rival in {"numpy integers": numpy_strip, "numba integers": numba_strip}.items():
        agree(f"strip n={n}", _scorers.strip_rectangles(4000, w, h, x, y).value, rival(4000, w, h, x, y), name)
        yield compare(
            f"strip of boxes n={n}, one call",
            lambda: _scorers.strip_rectangles(4000, w, h, x, y),
            lambda f=rival: f(4000, w, h, x, y),
            name,
            clock=CLOCK,
        )


# ---- polyominoes: 192 L-trominoes on a 24 x 24 board


def python_fill(size: int, shapes: list[list[tuple[int, int]]], x: list[int], y: list[int], orient: list[int]) -> float:
    covered: set[tuple[int, int]] = set()
    for shape, left, low, turns in zip(shapes, x, y, orient, strict=True):
        cells = [(-a, b) if turns >= 4 else (a, b) for a, b in shape]
        for _ in range(turns % 4):
            cells = [(-b, a) for a, b in cells]
        dx, dy = left - min(a for a, _ in cells), low - min(b for _, b in cells)
        for a, b in cells:
            cell = (a + dx, b + dy)
            if not (0 <= cell[0] < size and 0 <= cell[1] < size) or cell in covered:
                return float("nan")
            covered.add(cell)
    return float(len(covered))


def fill_rows() -> Iterator[Row]:
    k = np.arange(192)
    block, second = k // 2, k % 2  # two in a block of 3 x 2
    x, y, orient = block % 8 * 3 + second, block // 8 * 2, 2 * second
    cells, start = np.tile([(0, 0), (1, 0), (0, 1)], (192, 1)), np.arange(193) * 3
    used = np.ones(192, dtype=np.int64)
    shapes, plain = [[(0, 0), (1, 0), (0, 1)]] * 192, (x.tolist(), y.tolist(), orient.tolist())
    agree("polyominoes", _scorers.polyomino_fill(24, 24, cells, start, used, x, y, orient).value, python_fill(24, shapes, *plain), "Python")
    yield compare(
        "polyominoes, 24 x 24 by 192, one call",
        lambda: _scorers.polyomino_fill(24, 24, cells, start, used, x, y, orient),
        lambda: python_fill(24, shapes, *plain),
        "Python set",
        clock=CLOCK,
    )
