"""Smallest angle between n directions in space, as a proved lower bound in degrees (Tammes' problem)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.sphere import tammes


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    found = tammes(matrix(answer, "p", public["n"], 3))
    return accept(found.value, found.reason, found.certificate()) if found.valid else reject(found.reason)
