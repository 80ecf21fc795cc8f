"""Size of a subset of 1 .. N without three members in arithmetic progression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.additive import progression_free


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"N": int(params["N"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    largest = public["N"]
    got = progression_free(largest, 3, integer(answer, "a", count(answer, "a", 1, largest)))
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
