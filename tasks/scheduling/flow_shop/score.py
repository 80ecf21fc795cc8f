"""Makespan of a permutation flow shop, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.sched import flow_shop_makespan
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Times uniform in 1..99 for m machines and n jobs."""
    m, n = params["m"], params["n"]
    return {"p": Stream(seed or 0, "scheduling/flow_shop").randint(1, 99, m * n).reshape(m, n)}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Makespan divided by the reference."""
    p = np.asarray(public["p"])
    makespan = flow_shop_makespan(p.tolist(), permutation(answer, "order", p.shape[1]).tolist())
    return accept(makespan / secret["reference"], certificate={"makespan": makespan})
