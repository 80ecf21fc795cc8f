"""Largest distance over smallest distance of n points, squared and exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.distances import ratio


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "d": int(params["d"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    found = ratio(matrix(answer, "p", public["n"], public["d"]))
    return accept(found.value, found.reason, found.certificate()) if found.valid else reject(found.reason)
