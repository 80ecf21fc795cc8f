"""Goods after T turns of a production plan, on a logarithmic scale, as a ratio to the stored reference."""

from __future__ import annotations

import math

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers import scheduling

LN10 = 2.302585092994046


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """A_j = round(10^U(0,2)), C_ij = round(A_j · 500^i · 10^U(0,2)), K = min C_0j."""
    stream, lines, levels = Stream(seed or 0, "contest/production_plan"), params["N"], params["L"]
    a = np.rint(exp(stream.uniform(0.0, 2.0 * LN10, lines)))
    factor = exp(stream.uniform(0.0, 2.0 * LN10, lines * levels)).reshape(levels, lines)
    cost = np.rint(a * 500.0 ** np.arange(levels)[:, None] * factor).astype(np.int64)
    return {"A": a.astype(np.int64), "C": cost.tolist(), "T": params["T"], "K": int(cost[0].min())}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """10^5 · log2(final goods), rounded down, divided by the reference."""
    cost, turns = np.array(public["C"]), public["T"]
    actions = integer(answer, "act", (turns, 2), -1)
    plan = scheduling.production_plan(actions, public["A"], cost, public["K"])
    if plan.exact is None:
        return reject(plan.reason)
    goods = int(plan.exact)
    points = 1e5 * math.nextafter(math.log2(goods), 0.0) if goods > 1 else 0.0
    return accept(points / secret["reference"], certificate={"goods": str(goods)})
