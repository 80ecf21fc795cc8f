"""Images resampled by cubic B-splines: random rows of the output against the definition, point by point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.stream import F64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

TOLERANCE = 1e-9
ROWS = 128  # checked; all of them in small images
EDGE = 1e-7  # points as near to the border may be inside or outside, which rounding decides


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """M scales and shears by random numbers; the image's middle lands near to its middle."""
    n = int(params["n"])
    stream = Stream(seed or 0, "affine_transform")
    a, c = stream.uniform(0.8, 1.2, 2)
    (b,) = stream.uniform(-0.4, 0.4)
    m = np.array([[a, 0.0], [b, c]])
    middle = np.full(2, (n - 1) / 2)
    public = {"img": stream.normal(size=n * n).reshape(n, n), "M": m, "t": middle - m @ middle + stream.uniform(-0.05, 0.05, 2) * n}
    return public, {"check": int(stream.randint(0, 2**62)[0])}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"out": ("f8", (int(params["n"]), int(params["n"])))}


def coefficients(values: F64) -> F64:
    """Those with (c[i-1] + 4 c[i] + c[i+1]) / 6 = values[i], mirrored at both ends (c[-1] = c[1]): elimination along the first axis."""
    n = len(values)
    c = 6 * values
    upper = np.empty(n)
    c[0] /= 4
    upper[0] = 2 / 4
    for i in range(1, n):
        below = 2.0 if i == n - 1 else 1.0
        pivot = 4 - below * upper[i - 1]
        c[i] = (c[i] - below * c[i - 1]) / pivot
        upper[i] = 1 / pivot
    for i in range(n - 2, -1, -1):
        c[i] -= upper[i] * c[i + 1]
    return c


def bspline(x: F64) -> F64:
    """The cubic B-spline at -2 <= x <= 2."""
    x = np.abs(x)
    return np.asarray(np.where(x < 1, 2 / 3 - x * x * (1 - x / 2), (2 - x) ** 3 / 6))


def resampled(img: F64, p: F64, q: F64) -> F64:
    """The spline through `img` at the points (p, q) of [0, n - 1]^2."""
    n = len(img)
    c = np.pad(coefficients(coefficients(img).T.copy()).T, ((1, 2), (1, 2)), mode="reflect").ravel()
    i, j = np.floor(p).astype(np.int64), np.floor(q).astype(np.int64)
    down, right = ([bspline(x - k - step) for step in range(-1, 3)] for x, k in ((p, i), (q, j)))
    corner = i * (n + 3) + j
    value = np.zeros(p.shape)
    for a in range(4):
        value += down[a] * sum(right[b] * c[corner + a * (n + 3) + b] for b in range(4))
    return value


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    img, m, t = public["img"], public["M"], public["t"]
    n = len(img)
    out = real(answer, "out", img.shape)
    rows = np.sort(Stream(secret["check"], "rows").choice(n, min(n, ROWS)))
    i, j = rows[:, None], np.arange(n)
    p, q = (m[axis, 0] * i + m[axis, 1] * j + t[axis] for axis in range(2))
    depth = np.minimum.reduce([p, n - 1 - p, q, n - 1 - q])  # below zero outside
    right = np.where(depth >= 0, resampled(img, np.clip(p, 0, n - 1), np.clip(q, 0, n - 1)), 0.0)
    error = np.where(np.abs(depth) < EDGE, 0.0, np.abs(out[rows] - right))
    if not (error <= TOLERANCE).all():
        a, b = np.unravel_index(int(np.argmax(error)), error.shape)
        return reject(f"out[{rows[a]},{b}] is off by {error[a, b]:.3g}, allowed {TOLERANCE:.3g}")
    return accept(1.0)
