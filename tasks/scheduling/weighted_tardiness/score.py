"""Total weighted tardiness on one machine, as a ratio to the stored reference."""

from __future__ import annotations

from eft.evaluation.blocks.answers import permutation
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import scheduling


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Times 1..100, weights 1..10, due dates around (1 − tardiness)·Σp with spread range·Σp."""
    stream, n = Stream(seed or 0, "scheduling/weighted_tardiness"), params["n"]
    p, w = stream.randint(1, 100, n), stream.randint(1, 10, n)
    total, middle, half = int(p.sum()), 1.0 - params["tardiness"], params["range"] / 2
    due = stream.randint(max(0, int(total * (middle - half))), int(total * (middle + half)), n)
    return {"p": p, "w": w, "due": due}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """(1 + Σ w·max(0, completion − due)) / (1 + reference)."""
    p, w, due = public["p"], public["w"], public["due"]
    cost = scheduling.weighted_tardiness(permutation(answer, "order", len(p)), p, w, due)
    return relative(cost, "tardiness", secret["reference"], 1)
