"""Blocks of a covering design, plus the t-sets that no block covers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.codes import covering_design

MOST = 4096  # blocks


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {name: int(params[name]) for name in ("v", "k", "t")}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    v, k, t = public["v"], public["k"], public["t"]
    got = covering_design(v, k, t, integer(answer, "b", (count(answer, "b", 1, MOST), k), 0, v - 1))
    return accept(got.value, got.reason, got.certificate()) if got.valid else reject(got.reason)
