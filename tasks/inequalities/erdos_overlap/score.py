"""Upper bound on Erdős' minimum overlap constant that a step function proves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.steps import erdos_overlap

SLACK = 1e-6  # a mean further from 1/2 is a mistake; nearer ones are repaired, so the slack buys nothing


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n_max": int(params["n_max"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    h = real(answer, "h", count(answer, "h", 2, public["n_max"]))
    mean = float(h.clip(0.0, 1.0).mean())
    if not abs(mean - 0.5) <= SLACK:
        return reject(f"h: the heights, clipped to [0, 1], have mean {mean:.9g}, expected 1/2")
    bound = erdos_overlap(h)
    if not bound.valid:
        return reject(f"h: {bound.reason}")
    return accept(bound.value, bound.reason, bound.certificate())
