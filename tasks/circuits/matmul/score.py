"""Rank-one terms of a bilinear algorithm for matrix products over the integers, with the terms that repair it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.ranks import rank_sum
from eft.evaluation.blocks.stream import I64
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.circuits import matmul

LARGEST = 8


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters are the instance."""
    return {name: int(params[name]) for name in ("n", "m", "p")}, {}


@cache
def tensor(n: int, m: int, p: int) -> I64:
    """int64 [nm, mp, pn]: 1 where entry (i, j) of A times (j, k) of B counts in (i, k) of AB, which is number k·n + i."""
    out = np.zeros((n * m, m * p, p * n), dtype=np.int64)
    i, j, k = np.ix_(range(n), range(m), range(p))
    out[i * m + j, j * p + k, k * n + i] = 1
    out.setflags(write=False)
    return out


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Terms + the least sum of ranks of the residual's slices over the three directions."""
    n, m, p = public["n"], public["m"], public["p"]
    shape = (n * m, m * p, p * n)
    terms = count(answer, "U", 0, n * m * p)
    factors = []
    for name, width in zip("UVW", shape, strict=True):
        rows = count(answer, name, 0, n * m * p)
        if rows != terms:
            return reject(f"{name}: {rows} rows, U has {terms}")
        factors.append(integer(answer, name, (rows, width), -LARGEST, LARGEST) if rows else np.zeros((0, width), dtype=np.int64))
    u, v, w = factors
    pairs = (u[:, :, None] * v[:, None, :]).reshape(terms, shape[0] * shape[1])
    residual = tensor(n, m, p) - (pairs.T @ w).reshape(shape)
    if not residual.any():  # complete: the compiled scorer checks it again and gives a certificate for the independent twin
        got = matmul(n, m, p, *(np.ascontiguousarray(factor) for factor in factors))
        return accept(got.value, certificate=got.certificate()) if got.valid else reject(got.reason)
    repair = min(rank_sum(np.moveaxis(residual, axis, 0)) for axis in range(3))
    return accept(terms + repair, f"{repair} terms added for what is left", {"terms": terms, "repair": repair})
