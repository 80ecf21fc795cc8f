"""Prize of a closed tour of bounded length, as a ratio to the stored reference."""

from __future__ import annotations

import math

import numpy as np

from eft.evaluation.blocks.graph import index_list
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.blocks.verdict import Verdict, accept, reject

SIDE = 1000


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Places in a square of side 1,000, prizes 1..100 (0 at place 0), limit in percent of the nearest-neighbour tour from place 0."""
    stream, n = Stream(seed or 0, "routing/orienteering"), params["n"]
    if params["clusters"]:
        centres = stream.randint(100, SIDE - 100, 2 * params["clusters"]).reshape(-1, 2)
        spread = np.rint(stream.normal(0.0, 60.0, 2 * n).reshape(n, 2)).astype(np.int64)
        xy = np.clip(centres[stream.randint(0, params["clusters"] - 1, n)] + spread, 0, SIDE)
    else:
        xy = stream.randint(0, SIDE, 2 * n).reshape(n, 2)
    prize = stream.randint(1, 100, n)
    prize[0] = 0
    return {"xy": xy, "prize": prize, "limit": params["percent"] * _nearest_neighbour(rounded_euclidean(xy)) // 100}, {}


def _nearest_neighbour(d: I64) -> int:
    at, length, left = 0, 0, np.ones(len(d), dtype=bool)
    for _ in range(len(d) - 1):
        left[at] = False
        nearest = int(np.where(left, d[at], 2**40).argmin())
        length += int(d[at, nearest])
        at = nearest
    return length + int(d[at, 0])


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Sum of the prizes on the tour divided by the reference; the closed tour starts at 0 and is no longer than the limit."""
    n = len(public["xy"])
    tour = index_list(answer, "tour", n, n).tolist()
    if not tour or tour[0] != 0:
        return reject(f"tour: starts at {tour[0] if tour else 'no place'}, expected 0")
    if len(set(tour)) < len(tour):
        return reject(f"tour: place {next(v for v in tour if tour.count(v) > 1)} is visited twice")
    xy, length = public["xy"].tolist(), 0
    for a, b in zip(tour, [*tour[1:], 0], strict=True):
        square = (xy[a][0] - xy[b][0]) ** 2 + (xy[a][1] - xy[b][1]) ** 2
        length += (math.isqrt(4 * square) + 1) // 2
    if length > public["limit"]:
        return reject(f"tour: length {length} with the way back, limit {public['limit']}")
    total = int(public["prize"][tour].sum())
    return accept(total / secret["reference"], certificate={"prize": total, "length": length})
