"""Real, simple roots of Chebyshev series: one sign change close to each answer, in strict order, so that none is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.stream import F64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

WITHIN = 1e-6  # of the distance to the nearer neighbour
DISORDER = 8.0  # over the degree squared, like the distances at the ends: with more, the coefficients could not tell the roots there apart


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Characteristic polynomials of random Jacobi matrices, p[k+1] = 2 (x - a[k]) p[k] - b[k]^2 p[k-1], scaled to largest coefficient 1."""
    degree, batch = int(params["deg"]), int(params["batch"])
    stream = Stream(seed or 0, "polynomial_roots")
    d = DISORDER / degree**2
    a = stream.uniform(-d, d, degree * batch).reshape(degree, batch, 1)
    b = stream.uniform(1 - 3 * d, 1 - d, degree * batch).reshape(
        degree, batch, 1
    )  # twice the off-diagonal: spectrum in [-1, 1] (Gershgorin)
    before, now = np.zeros((batch, degree + 1)), np.zeros((batch, degree + 1))
    now[:, 0] = 1.0
    for k in range(degree):
        before, now = now, _twice_x(now) - 2 * a[k] * now - (b[k] ** 2 * before if k else 0.0)
        scale = np.abs(now).max(axis=1, keepdims=True)
        before, now = before / scale, now / scale
    return {"c": now}, {}


def _twice_x(c: F64) -> F64:
    """Coefficients of 2 x p: x T0 = T1, 2 x Tk = T(k-1) + T(k+1)."""
    out = np.zeros_like(c)
    out[:, 1:] += c[:, :-1]
    out[:, :-1] += c[:, 1:]
    out[:, 1] += c[:, 0]
    return out


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"x": ("f8", (int(params["batch"]), int(params["deg"])))}


def value(c: F64, x: F64) -> Any:
    """sum of c[i,k] T_k(x[i,j]) by Clenshaw's rule in extended precision."""
    y = 2 * x.astype(np.longdouble)
    later, latest = np.zeros_like(y), np.zeros_like(y)
    for k in range(c.shape[1] - 1, 0, -1):
        later, latest = latest, y * latest - later + c[:, k : k + 1]
    return y / 2 * latest - later + c[:, :1]


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    c = public["c"]
    x = real(answer, "x", (len(c), c.shape[1] - 1))
    steps = np.diff(x, axis=1)
    if not (steps > 0).all():
        i, j = np.argwhere(~(steps > 0))[0]
        return reject(f"x[{i},{j}] and the next root are not in ascending order")
    far = np.full((len(x), 1), np.inf)
    width = WITHIN * np.minimum(np.hstack([far, steps]), np.hstack([steps, far]))
    left, right = value(c, x - width), value(c, x + width)
    if not (left * right < 0).all():
        i, j = np.argwhere(~(left * right < 0))[0]
        return reject(f"x[{i},{j}] = {x[i, j]:.17g}: no sign change within {width[i, j]:.3g}")
    return accept(1.0)
