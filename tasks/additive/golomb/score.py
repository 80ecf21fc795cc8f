"""Length of a Golomb ruler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.additive import golomb

LARGEST = 10**12  # far above any useful mark


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"k": int(params["k"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    got = golomb(integer(answer, "m", public["k"], -LARGEST, LARGEST))
    return accept(got.value, certificate=got.certificate()) if got.valid else reject(f"m: {got.reason}")
