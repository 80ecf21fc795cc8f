"""Number of comparators of a sorting network after repair, by the 0-1 principle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.graph import index_pairs
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.circuits import sorting_network


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameter is the instance."""
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Comparators of the answer plus those of the repair."""
    n = public["n"]
    got = sorting_network(n, index_pairs(answer, "c", n, n * n))
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
