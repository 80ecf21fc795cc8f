"""Generations of Conway's Life on a 128 x 128 torus until the pattern becomes periodic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.life import first_repeat, place
from eft.evaluation.blocks.verdict import Verdict, accept, reject

MOST = 50_000  # generations


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameter is the instance."""
    return {"b": int(params["b"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """First generation that occurs again."""
    b = public["b"]
    cells = integer(answer, "cells", (b, b), 0, 1)
    found = first_repeat(place(cells), MOST)
    if found is None:
        return reject(f"cells: not periodic within {MOST} generations")
    first, period = found
    return accept(first, f"period {period}", {"period": period})
