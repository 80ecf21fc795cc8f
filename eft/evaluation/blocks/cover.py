"""How far a point of the unit square can be from the nearest of n centres, exact.

On the part of the square that is nearest to one centre, a convex polygon, the distance is a convex function, so it is largest at a corner
of that polygon: a corner of the square, a point of an edge as far from two centres, or a point as far from three. Every such point in the
square is a candidate, whether or not other centres are nearer: its distance to the nearest centre never exceeds the answer, and one of them
reaches it. Floats with error bounds leave the few candidates that can be the farthest; those are compared in integers.

Centres are integers over 2^30 in the square: products of two differences stay below 2^60, the numerators of edge points below 2^63.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

BITS = 30
ONE = 1 << BITS
SURE = 0.25 * ONE  # points whose error is larger are always compared exactly

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Place = tuple[int, int, int]  # numerators of both coordinates and the denominator, in grid units


def farthest(x: Integers, y: Integers) -> tuple[Fraction, tuple[float, float]]:
    """Largest squared distance from the nearest centre, and a point where it is reached, in units of the side of the square.

    x, y: [n], 1 <= n <= 256, from 0 to 2^30.
    """
    edges, triples = _edge_points(x, y), _triples(x, y)
    u, v, error = (np.concatenate(part) for part in zip(_CORNERS, edges[0], triples[0], strict=True))
    inside = (np.minimum(u, v) >= -error) & (np.maximum(u, v) <= ONE + error)
    u, v, error = u[inside], v[inside], error[inside]
    far = ((u[:, None] - x) ** 2 + (v[:, None] - y) ** 2).min(axis=1)
    # A point off by `error` in both coordinates is off by 2^33 error at most in its squared distances (below 2^61), and squaring by 2^10.
    slack = 2.0**33 * error + 2.0**10
    surely = (np.minimum(u, v) >= error) & (np.maximum(u, v) <= ONE - error) & (error < SURE)
    chosen = np.flatnonzero(inside)[(far + slack >= (far - slack)[surely].max()) | (error >= SURE)]
    xs, ys = x.tolist(), y.tolist()
    best, at = Fraction(-1), (0.0, 0.0)
    for index in chosen.tolist():
        place = _exact(index, xs, ys, edges[1], triples[1])
        p, q, below = place
        if 0 <= p <= below * ONE and 0 <= q <= below * ONE:
            square = min((p - below * a) ** 2 + (q - below * b) ** 2 for a, b in zip(xs, ys, strict=True))
            value = Fraction(square, below * below << 2 * BITS)
            if value > best:
                best, at = value, (p / (below * ONE), q / (below * ONE))
    return best, at


_CORNERS = (np.array([0.0, 0.0, ONE, ONE]), np.array([0.0, ONE, 0.0, ONE]), np.zeros(4))


def _edge_points(x: Integers, y: Integers) -> tuple[tuple[Floats, Floats, Floats], list[Integers]]:
    """Points of the four edges as far from two centres: floats with error bounds, and numerators, denominators (> 0), edge numbers."""
    i, j = np.triu_indices(len(x), 1)
    parts = []
    for edge, (along, across) in enumerate(((y, x), (y, x), (x, y), (x, y))):
        wall = ONE * (edge % 2)
        step = along[j] - along[i]
        top = (across[j] - across[i]) * (across[j] + across[i] - 2 * wall) + step * (along[j] + along[i])
        sign = np.sign(step)
        parts.append((sign * top, 2 * np.abs(step), np.full(len(i), edge)))
    top, below, number = (np.concatenate(part) for part in zip(*parts, strict=True))
    kept = below > 0
    top, below, number = top[kept], below[kept], number[kept]
    place, side = top / below, np.where(number % 2 == 1, float(ONE), 0.0)
    error = np.abs(place) * 2.0**-51
    return (np.where(number < 2, side, place), np.where(number < 2, place, side), error), [top, below, number]


def _triples(x: Integers, y: Integers) -> tuple[tuple[Floats, Floats, Floats], list[Integers]]:
    """Points as far from three centres: floats with error bounds, and the three indices."""
    i, j, k = _three(len(x))
    a, b, c, d = x[j] - x[i], y[j] - y[i], x[k] - x[i], y[k] - y[i]
    turn = a * d - b * c
    kept = turn != 0
    i, j, k, a, b, c, d, turn = (part[kept] for part in (i, j, k, a, b, c, d, turn))
    e, f = (a * a + b * b).astype(np.float64), (c * c + d * d).astype(np.float64)
    below = 2.0 * turn
    u, v = x[i] + (d * e - b * f) / below, y[i] + (a * f - c * e) / below
    # The products are below 2^91 with relative errors 2^-52; what follows adds a relative 2^-51 of a point, which matters only near the
    # square.
    error = 2.0**41 / np.abs(turn) + 2.0**-18
    return (u, v, error), [i, j, k]


def _three(n: int) -> tuple[Integers, Integers, Integers]:
    i, j = np.triu_indices(n, 1)
    repeats = n - 1 - j
    first = np.repeat(np.arange(len(i)), repeats)
    third = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats) + j[first] + 1
    return i[first], j[first], third


def _exact(index: int, x: list[int], y: list[int], edges: list[Integers], triples: list[Integers]) -> Place:
    """Candidate number `index` as integers, denominator > 0."""
    if index < 4:
        return (ONE if index >= 2 else 0, ONE if index % 2 else 0, 1)
    index -= 4
    if index < len(edges[0]):
        top, below, number = (int(part[index]) for part in edges)
        wall = below * ONE if number % 2 else 0
        return (wall, top, below) if number < 2 else (top, wall, below)
    i, j, k = (int(part[index - len(edges[0])]) for part in triples)
    a, b, c, d = x[j] - x[i], y[j] - y[i], x[k] - x[i], y[k] - y[i]
    e, f, below = a * a + b * b, c * c + d * d, 2 * (a * d - b * c)
    p, q = below * x[i] + d * e - b * f, below * y[i] + a * f - c * e
    return (p, q, below) if below > 0 else (-p, -q, -below)
