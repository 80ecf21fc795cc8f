"""Words of a covering code of radius 1, plus the words that it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.codes import covering_code


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"q": int(params["q"]), "n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    q, n = public["q"], public["n"]
    got = covering_code(q, 1, n, integer(answer, "w", (count(answer, "w", 1, q**n), n), 0, q - 1))
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
