"""Size of a binary code of given length, minimum distance and constant weight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.codes import constant_weight_code

MOST = 4096  # words; more than any code of these tasks can have


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {name: int(params[name]) for name in ("n", "d", "weight")}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    got = constant_weight_code(n, public["d"], public["weight"], integer(answer, "w", count(answer, "w", 1, MOST), 0, 2**n - 1))
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
