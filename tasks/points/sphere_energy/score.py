"""Riesz energy of points on the unit sphere, as a proved upper bound.

The points are rounded to a grid and stay unnormalised: |x_i/|x_i| - x_j/|x_j||^2 = 2 - 2 (x_i . x_j) / (|x_i| |x_j|) is bounded from below
with integer square roots, every further step rounds the energy up.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Verdict, accept, reject

BITS = 40  # of the grid
LIMIT = 1024.0  # coordinates are clipped to this; only directions count
WORK = 100  # fractional bits of distances and energies


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "s": int(params["s"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    points = grid(matrix(answer, "p", public["n"], 3), BITS, LIMIT).tolist()
    squares = [a * a + b * b + c * c for a, b, c in points]
    if 0 in squares:
        return reject(f"p[{squares.index(0)}] is the zero vector on the grid of 2^-{BITS}, expected a direction")
    total, nearest, pair = 0, 4 << WORK, (0, 0)
    for i, (a, b, c) in enumerate(points):
        for j in range(i):
            u, v, w = points[j]
            square = _squared_distance(a * u + b * v + c * w, squares[i] * squares[j])
            if square <= 0:
                return reject(f"p[{j}] and p[{i}] have the same direction: the energy is infinite")
            total += _inverse_power(square, public["s"])
            if square < nearest:
                nearest, pair = square, (j, i)
    reason = f"nearest points {pair[0]} and {pair[1]} at distance {(nearest / 2**WORK) ** 0.5:.6f}"
    return accept(up(Fraction(total, 1 << WORK)), reason, {"p": points, "bits": BITS})


def _squared_distance(dot: int, product: int) -> int:
    """Lower bound of 2 - 2 dot / sqrt(product) in units of 2^-WORK."""
    root = isqrt(product << 80)
    cosine = -(-(dot << WORK + 40) // (root if dot >= 0 else root + 1))  # rounded up for either sign
    return (2 << WORK) - 2 * cosine


def _inverse_power(square: int, s: int) -> int:
    """Upper bound of square^(-s/2) in units of 2^-WORK."""
    if s % 2:
        root = isqrt(square << WORK)
        return _over(root, s)
    return _over(square, s // 2)


def _over(base: int, power: int) -> int:
    return -(-(1 << WORK * (power + 1)) // base**power)
