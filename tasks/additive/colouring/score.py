"""Length of the longest prefix of a colouring of 1, 2, ... that avoids a pattern in one colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.additive import schur_colouring, van_der_waerden_colouring

MOST = 4000  # colours
TERMS = {"4-ap": 4, "5-ap": 5, "6-ap": 6}


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"rule": str(params["rule"]), "k": int(params["k"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    rule, k = public["rule"], public["k"]
    colours = integer(answer, "c", count(answer, "c", 1, MOST), 0, k - 1)
    terms = TERMS.get(rule)
    got = van_der_waerden_colouring(k, terms, colours) if terms else schur_colouring(k, colours, weak=rule == "weak schur")
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
