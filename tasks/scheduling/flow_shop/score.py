"""Makespan of a permutation flow shop, as a ratio to the stored reference."""

from __future__ import annotations

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import scheduling


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Times uniform in 1..99 for m machines and n jobs."""
    m, n = params["m"], params["n"]
    return {"p": Stream(seed or 0, "scheduling/flow_shop").randint(1, 99, m * n).reshape(m, n)}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Makespan divided by the reference."""
    order = permutation(answer, "order", public["p"].shape[1])
    return relative(scheduling.flow_shop(order, public["p"]), "makespan", secret["reference"])
