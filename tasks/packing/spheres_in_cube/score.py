"""Smallest distance of n points in the unit cube, exact."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.rational import down, sqrt_down
from eft.evaluation.blocks.verdict import Verdict, accept

BITS = 40
ONE = 1 << BITS


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    points = grid(matrix(answer, "p", public["n"], 3), BITS, 2.0).clip(0, ONE).tolist()
    smallest, pair = 4 * ONE * ONE, (0, 0)
    for i, (a, b, c) in enumerate(points):
        for j in range(i):
            u, v, w = points[j]
            square = (a - u) ** 2 + (b - v) ** 2 + (c - w) ** 2
            if square < smallest:
                smallest, pair = square, (j, i)
    value = down(sqrt_down(Fraction(smallest, ONE * ONE)))
    return accept(value, f"nearest points: {pair[0]} and {pair[1]}", {"p": points, "bits": BITS})
