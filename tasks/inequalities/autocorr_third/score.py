"""Upper bound on the third autocorrelation constant (largest magnitude, f of either sign) that a step function proves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.steps import autocorrelation_third_magnitude


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n_max": int(params["n_max"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    bound = autocorrelation_third_magnitude(real(answer, "a", count(answer, "a", 1, public["n_max"])))
    if not bound.valid:
        return reject(f"a: {bound.reason}")
    return accept(bound.value, bound.reason, bound.certificate())
