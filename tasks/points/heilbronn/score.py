"""Smallest triangle of n points relative to their region, exact (Heilbronn's problem in four regions)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.verdict import Verdict, accept
from eft.evaluation.scorers import heilbronn

REGIONS = {"square": heilbronn.square, "triangle": heilbronn.triangle, "disk": heilbronn.disk, "convex": heilbronn.convex}


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "region": str(params["region"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    found = REGIONS[public["region"]](matrix(answer, "p", public["n"], 2))
    return accept(found.value, found.reason, found.certificate())
