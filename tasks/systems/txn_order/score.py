"""Makespan of ordered transactions under read/write conflicts, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import scheduling


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """n transactions of `ops` draws of a key by Zipf's law, repeats dropped; each operation writes with probability `writes`."""
    stream, n, ops = Stream(seed or 0, "systems/txn_order"), params["n"], params["ops"]
    drawn = stream.zipf(params["keys"], params["zipf"], n * ops).reshape(n, ops).tolist()
    keys = [list(dict.fromkeys(row)) for row in drawn]
    ptr = np.cumsum([0, *map(len, keys)]).astype(np.int64)
    write = (stream.uniform(size=int(ptr[-1])) < params["writes"]).astype(np.int64)
    return {"ptr": ptr, "write": write, "key": np.array([k for row in keys for k in row], dtype=np.int64)}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Makespan divided by the reference."""
    ptr, write, key = public["ptr"], public["write"], public["key"]
    order = permutation(answer, "order", len(ptr) - 1)
    return relative(scheduling.transactions(order, ptr, write, key), "makespan", secret["reference"])
