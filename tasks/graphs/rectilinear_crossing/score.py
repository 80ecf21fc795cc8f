"""Crossings of a complete graph drawn with straight edges, exact."""

from __future__ import annotations

from collections.abc import Mapping
from math import comb
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import I64
from eft.evaluation.blocks.verdict import Verdict, accept, reject

LARGEST = 2**30  # products of differences stay below 2^62, so that comparing two of them is exact in 64 bits


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Number of crossing pairs of edges; no three points on a line."""
    p = integer(answer, "p", (public["n"], 2), -LARGEST, LARGEST)
    total, line = crossings(p)
    if line is not None:
        i, j, k = line
        return reject(f"p: points {i}, {j}, {k} are on a line")
    return accept(total, certificate={"p": p.tolist()})


def crossings(p: I64) -> tuple[int, tuple[int, int, int] | None]:
    """Crossings of the straight drawing on p: [n, 2], and the first collinear triple if there is one.

    With e(i, j) points to the left of i -> j: sum over ordered pairs of (n - 2 - 2 e)^2 = 8 cr + 6 C(n, 3) (Lovasz, Vesztergombi,
    Wagner, Welzl 2004, here by counting triples at every point).
    """
    n = len(p)
    gap = p[None, :, :] - p[:, None, :]
    first = gap[:, :, None, 0] * gap[:, None, :, 1]  # of (i, j, k): x of j seen from i times y of k seen from i
    second = first.transpose(0, 2, 1)
    flat = first == second
    i, j, k = np.ogrid[:n, :n, :n]
    flat &= (i < j) & (j < k)
    if flat.any():
        a, b, c = np.argwhere(flat)[0].tolist()
        return 0, (a, b, c)
    left = (first > second).sum(axis=2)
    off = n - 2 - 2 * left
    np.fill_diagonal(off, 0)
    return (int((off * off).sum()) - 6 * comb(n, 3)) // 8, None
