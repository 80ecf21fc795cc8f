"""Symmetric positive definite Toeplitz systems: the residual, by transforms in extended precision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

TOLERANCE = 1e-10


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    n, batch = int(params["n"]), int(params["batch"])
    stream = Stream(seed or 0, "toeplitz_solve")
    c = stream.normal(size=batch * n).reshape(batch, n) / n
    c[:, 0] = 3.0  # the others sum to less than 3 in absolute value, twice, but for odds beyond any test: positive definite
    return {"c": c, "b": stream.normal(size=batch * n).reshape(batch, n)}, {}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"x": ("f8", (int(params["batch"]), int(params["n"])))}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    c, b = public["c"], public["b"]
    n = c.shape[1]
    x = real(answer, "x", c.shape).astype(np.longdouble)
    circle = np.hstack([c, np.zeros((len(c), 1)), c[:, :0:-1]]).astype(np.longdouble)  # the Toeplitz matrix as a corner of a circulant one
    product = np.fft.irfft(np.fft.rfft(circle) * np.fft.rfft(x, 2 * n), 2 * n)[:, :n]
    residual, bound = np.linalg.norm((product - b).astype(float), axis=1), TOLERANCE * np.linalg.norm(b, axis=1)
    if not (residual <= bound).all():
        i = int(np.argmax(residual - bound))
        return reject(f"x[{i}]: |T x - b| is {residual[i]:.3g}, allowed {bound[i]:.3g}")
    return accept(1.0)
