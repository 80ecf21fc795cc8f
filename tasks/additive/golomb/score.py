"""Length of a Golomb ruler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.setrules import repeated_difference
from eft.evaluation.blocks.verdict import Verdict, accept, reject

LARGEST = 10**12  # far above any useful mark


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"k": int(params["k"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    marks = sorted(integer(answer, "m", public["k"], -LARGEST, LARGEST).tolist())
    if fault := repeated_difference(marks):
        return reject(f"m: {fault}")
    return accept(marks[-1] - marks[0], certificate={"m": marks})
