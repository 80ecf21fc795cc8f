"""Number of points of the n x n grid without a forbidden pattern."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers import grid_points

RULES = {"line": grid_points.no_three_in_line, "isosceles": grid_points.no_isosceles}


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "rule": str(params["rule"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    points = integer(answer, "p", (count(answer, "p", 1, n * n), 2), 0, n - 1)
    found = RULES[public["rule"]](n, points)
    return accept(found.value, found.reason, found.certificate()) if found.valid else reject(found.reason)
