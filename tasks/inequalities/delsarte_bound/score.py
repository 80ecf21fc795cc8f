"""Upper bound on the kissing number that a polynomial proves (Delsarte, Goethals and Seidel), exact after lowering it below zero."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import lcm
from typing import Any

import numpy as np

from eft.evaluation.blocks import bernstein
from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Verdict, accept, reject

BITS = 40  # of the largest coefficient
TOLERANCE = 32  # M is found to f_0 / 2^32


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"d": int(params["d"]), "deg_max": int(params["deg_max"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    d = public["d"]
    raw = real(answer, "f", count(answer, "f", 2, public["deg_max"] + 1))
    if raw.min() < 0.0:
        k = int(np.flatnonzero(raw < 0.0)[0])
        return reject(f"f[{k}] is {raw[k]:.3g}, expected no negative coefficient")
    _, exponent = np.frexp(raw.max())
    f = [int(c) for c in np.rint(np.ldexp(raw, BITS - exponent))]
    if f[0] == 0:
        return reject("f[0] is zero or too small beside the largest coefficient")
    matrix, unit = bernstein_matrix(d, len(f) - 1)
    b = [sum(x * c for x, c in zip(row, f, strict=True)) for row in matrix]
    top = Fraction(bernstein.upper_bound(b, max(1, (f[0] * unit) >> TOLERANCE), floor=0), unit)
    if top >= f[0]:
        return reject(f"f is not below f[0] on [-1, 1/2]: its largest value there is {float(top / f[0]):.6g} f[0]")
    note = f"lowered by {float(top / f[0]):.3g} f[0] to be at most 0 on [-1, 1/2]" if top else ""
    return accept(up((sum(f) - top) / (f[0] - top)), note, {"d": d, "f": f})


@cache
def gegenbauer(d: int, degree: int) -> tuple[tuple[Fraction, ...], ...]:
    """Coefficients of 1, t, t^2, ... of G_0 .. G_degree, the polynomials of the sphere in d dimensions with G_k(1) = 1."""
    rows = [[Fraction(1)], [Fraction(0), Fraction(1)]]
    for k in range(1, degree):
        step = [Fraction(2 * k + d - 2, k + d - 2) * c for c in (Fraction(0), *rows[k])]
        for i, c in enumerate(rows[k - 1]):
            step[i] -= Fraction(k, k + d - 2) * c
        rows.append(step)
    return tuple(tuple(row) for row in rows[: degree + 1])


@cache
def bernstein_matrix(d: int, degree: int) -> tuple[tuple[tuple[int, ...], ...], int]:
    """Integers m[j][k] and a unit: m[j][k] / unit is the j-th Bernstein coefficient of G_k on [-1, 1/2], as a polynomial of that degree."""
    padded = [[*row, *[Fraction(0)] * (degree + 1 - len(row))] for row in gegenbauer(d, degree)]
    columns = [bernstein.coefficients(row, Fraction(-1), Fraction(1, 2)) for row in padded]
    unit = lcm(*(c.denominator for column in columns for c in column))
    return tuple(tuple(int(column[j] * unit) for column in columns) for j in range(degree + 1)), unit
