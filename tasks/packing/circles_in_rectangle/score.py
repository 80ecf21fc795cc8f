"""Sum of the radii of n disjoint disks in a rectangle of perimeter 4, exact after quantising and repair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import real, scalar
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.packing import circles_in_rectangle


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    width = scalar(answer, "w")
    x, y, r = (real(answer, name, n) for name in "xyr")
    packing = circles_in_rectangle(width, x, y, r)
    if not packing.valid:
        return reject(packing.reason)
    reason = f"radii shrunk by {packing.shrink:.3e}: {packing.reason}" if packing.reason else ""
    return accept(packing.value, reason, packing.certificate())
