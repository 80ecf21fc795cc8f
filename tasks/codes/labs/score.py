"""Energy of the aperiodic autocorrelations of a sign sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.codes import autocorrelation_energy


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    got = autocorrelation_energy(integer(answer, "s", n, -1, 1))
    if not got.valid:
        return reject(got.reason)
    return accept(got.value, f"merit factor {n * n / (2 * got.value):.4f}", got.certificate())
