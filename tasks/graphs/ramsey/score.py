"""Number of forbidden cliques of one colour in an edge colouring of the complete graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.cliques import clique_count
from eft.evaluation.blocks.verdict import Verdict, accept


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    sizes = np.array([int(size) for size in str(params["sizes"]).split("-")], dtype=np.int64)
    return {"n": int(params["n"]), "sizes": sizes}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Sum over colours k of the cliques of sizes[k] vertices all of whose edges have colour k."""
    n, sizes = public["n"], public["sizes"].tolist()
    col = integer(answer, "col", n * (n - 1) // 2, 0, len(sizes) - 1).tolist()
    near = [[0] * n for _ in sizes]
    pairs = ((u, v) for u in range(n) for v in range(u + 1, n))
    for (u, v), colour in zip(pairs, col, strict=True):
        near[colour][u] |= 1 << v
        near[colour][v] |= 1 << u
    counts = [clique_count(rows, size) for rows, size in zip(near, sizes, strict=True)]
    return accept(sum(counts), f"forbidden cliques of each colour: {counts}", {"cliques": counts})
