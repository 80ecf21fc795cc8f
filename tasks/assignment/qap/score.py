"""Cost of a quadratic assignment, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import assignment


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Grid of locations with uniform flows 0..9, or clustered locations with heavy-tailed flows; both matrices symmetric."""
    stream = Stream(seed or 0, "assignment/qap")
    if params["model"] == "grid":
        rows, columns = params["rows"], params["columns"]
        place = np.stack(np.divmod(np.arange(rows * columns), columns), axis=1)
        d = np.abs(place[:, None] - place[None, :]).sum(axis=2).astype(np.int64)
        upper = np.triu(stream.randint(0, 9, len(d) ** 2).reshape(d.shape), 1)
    else:
        n = params["n"]
        centres = stream.randint(0, 900, 2 * params["clusters"]).reshape(-1, 2)
        d = rounded_euclidean(centres[stream.randint(0, len(centres) - 1, n)] + stream.randint(0, 100, 2 * n).reshape(n, 2))
        upper = np.triu(np.floor(stream.log_uniform(0.1, 1000.0, n * n)).astype(np.int64).reshape(n, n), 1)
    return {"f": upper + upper.T, "d": d}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Sum over i, j of f[i, j] · d[p[i], p[j]], divided by the reference."""
    return relative(assignment.qap(permutation(answer, "p", len(public["f"])), public["f"], public["d"]), "cost", secret["reference"])
