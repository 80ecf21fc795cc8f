"""Nearest positive semidefinite matrices: the optimality conditions of the projection, to 1e-9."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

TOLERANCE = 1e-9


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    n, batch = int(params["n"]), int(params["batch"])
    g = Stream(seed or 0, "psd_projection").normal(size=batch * n * n).reshape(batch, n, n)
    return {"A": (g + g.transpose(0, 2, 1)) / 2}, {}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"X": ("f8", (int(params["batch"]), int(params["n"]), int(params["n"])))}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """X is the projection of A exactly if X and X - A are positive semidefinite and orthogonal (Moreau's decomposition)."""
    a = public["A"]
    x = real(answer, "X", a.shape)
    for i in range(len(a)):
        size = float(np.linalg.norm(a[i]))
        skew = float(np.linalg.norm(x[i] - x[i].T))
        if not skew <= TOLERANCE * size:
            return reject(f"X[{i}] is not symmetric: |X - X'| = {skew:.3g}, allowed {TOLERANCE * size:.3g}")
        for name, matrix in (("X", x[i]), ("X - A", x[i] - a[i])):
            least = float(np.linalg.eigvalsh((matrix + matrix.T) / 2)[0])
            if not least >= -TOLERANCE * size:
                return reject(f"{name} [{i}] has the eigenvalue {least:.3g}, allowed {-TOLERANCE * size:.3g}: not the nearest matrix")
        inner = abs(float(np.sum(x[i] * (x[i] - a[i]))))
        if not inner <= TOLERANCE * size**2:
            return reject(f"tr X(X - A) [{i}] is {inner:.3g}, allowed {TOLERANCE * size**2:.3g}: not the nearest matrix")
    return accept(1.0)
