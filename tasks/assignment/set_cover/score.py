"""Cost of a family of sets that covers all elements, repaired, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks import setgen
from eft.evaluation.blocks.graph import index_list
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import assignment


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Random system of unit cost, or a Steiner triple system (lines of F_3^d as elements, points as sets) with shuffled labels."""
    stream = Stream(seed or 0, f"assignment/set_cover/{params['model']}")
    if params["model"] == "random":
        return setgen.set_cover(stream, params["elements"], params["sets"], params["p"]), {}
    system = setgen.lines_of_three(params["d"])
    rows, name = np.split(system["idx"], system["ptr"][1:-1]), stream.permutation(system["n"])
    order = stream.permutation(len(rows)).tolist()
    idx = np.concatenate([np.sort(name[rows[k]]) for k in order])
    ptr = np.append(0, np.cumsum([len(rows[k]) for k in order])).astype(np.int64)
    return {"ptr": ptr, "idx": idx, "cost": system["cost"], "n": system["n"]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Cost of the listed sets and of those bought for elements left out, divided by the reference."""
    sets = len(public["cost"])
    s = index_list(answer, "s", sets, 4 * sets)
    return relative(assignment.set_cover(s, public["ptr"], public["idx"], public["cost"], public["n"]), "cost", secret["reference"])
