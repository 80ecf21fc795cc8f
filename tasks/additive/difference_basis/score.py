"""Number of elements of a complete sparse ruler: a subset of 0 .. n whose differences cover 1 .. n."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.additive import difference_basis


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    elements = integer(answer, "b", count(answer, "b", 2, n + 1))
    got = difference_basis(n, elements, restricted=True)
    return accept(len(elements), got.reason, got.certificate()) if got.valid else reject(got.reason)
