"""Number of integer vectors of a kissing configuration, exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.distances import kissing

LARGEST, MOST = 10**12, 4096  # of an entry; of vectors, far above every bound


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"d": int(params["d"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    found = kissing(integer(answer, "v", (count(answer, "v", 1, MOST), public["d"]), -LARGEST, LARGEST))
    return accept(found.value, found.reason, found.certificate()) if found.valid else reject(found.reason)
