"""Size of a binary code of given length and minimum distance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.codes import binary_code

MOST = 4096  # words; more than any code of these tasks can have


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "d": int(params["d"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n, d = public["n"], public["d"]
    got = binary_code(n, d, integer(answer, "w", count(answer, "w", 1, MOST), 0, 2**n - 1))
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
