"""Exponents that a finite set of integers with many differences and few sums, or the other way round, proves (certified lower ends)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.additive import sum_difference_lemma, sum_difference_ratio

FORMS = {"ratio": sum_difference_ratio, "lemma": sum_difference_lemma}


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"form": str(params["form"]), "size_max": int(params["size_max"]), "value_max": int(params["value_max"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    size_max, value_max = public["size_max"], public["value_max"]
    elements = integer(answer, "a", count(answer, "a", 2, size_max))
    got = FORMS[public["form"]](size_max, value_max, elements)
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(f"a: {got.reason}")
