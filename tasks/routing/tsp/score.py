"""Length of a closed tour, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import routing

SIDE = 10_000


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Cities in a square of side 10,000: uniform, clustered, on a drilling grid; or a matrix with one-way surcharges."""
    stream, n, model = Stream(seed or 0, "routing/tsp"), params["n"], params["model"]
    if model == "clustered":
        centres = stream.randint(1000, SIDE - 1000, 2 * params["clusters"]).reshape(-1, 2)
        xy = centres[stream.randint(0, len(centres) - 1, n)] + np.rint(stream.normal(0.0, 400.0, 2 * n).reshape(n, 2)).astype(np.int64)
        return {"xy": np.clip(xy, 0, SIDE)}, {}
    if model == "grid":
        holes = stream.choice(params["holes"] ** 2, n)
        step = SIDE // params["holes"]
        return {"xy": step * np.stack([holes // params["holes"], holes % params["holes"]], axis=1)}, {}
    xy = stream.randint(0, SIDE, 2 * n).reshape(n, 2)
    if model == "uniform":
        return {"xy": xy}, {}
    d = rounded_euclidean(xy) + stream.randint(0, params["surcharge"], n * n).reshape(n, n)
    np.fill_diagonal(d, 0)
    return {"d": d}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Tour length divided by the reference."""
    n = len(public["d"] if "d" in public else public["xy"])
    tour = permutation(answer, "tour", n)
    length = routing.tsp(tour, public["d"]) if "d" in public else routing.tsp_euclidean(tour, public["xy"])
    return relative(length, "length", secret["reference"])
