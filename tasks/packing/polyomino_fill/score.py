"""Share of a board that polyominoes cover; they were cut from the full board."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.cutgen import polyominoes
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.shapes import polyomino_fill


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    side = int(params["side"])
    cells, start = polyominoes(Stream(seed or 0, "packing/polyomino_fill"), side, side)
    return {"W": side, "H": side, "cells": cells, "start": start}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    width, height, n = public["W"], public["H"], len(public["start"]) - 1
    used = integer(answer, "used", n, 0, 1)
    x, y = (integer(answer, name, n, -(1 << 20), 1 << 20) for name in ("x", "y"))
    orient = integer(answer, "orient", n, 0, 7)
    found = polyomino_fill(width, height, public["cells"], public["start"], used, x, y, orient)
    if not found.valid or found.exact is None:
        return reject(found.reason)
    covered = found.exact.numerator
    return accept(covered / (width * height), found.reason, {"covered": covered})
