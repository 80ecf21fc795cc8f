"""Size of a cap set: no three distinct vectors of F_3^n that sum to zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.additive import cap_set


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    got = cap_set(n, integer(answer, "v", (count(answer, "v", 1, 3**n), n), 0, 2))
    return accept(got.value, certificate=got.certificate()) if got.valid else reject(got.reason)
