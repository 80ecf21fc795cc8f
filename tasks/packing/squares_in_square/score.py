"""Side of the least square around n unit-side squares, exact after quantising and spreading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.shapes import squares_in_square


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    x, y, theta = (real(answer, name, public["n"]) for name in ("x", "y", "theta"))
    found = squares_in_square(x, y, theta)
    return accept(found.value, found.reason, found.certificate()) if found.valid else reject(found.reason)
