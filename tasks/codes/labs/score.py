"""Energy of the aperiodic autocorrelations of a sign sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.convolve import aperiodic_autocorrelation
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    signs = integer(answer, "s", n, -1, 1)
    if not signs.all():
        return reject(f"s[{int((signs == 0).argmax())}] is 0, expected -1 or 1")
    tail = aperiodic_autocorrelation(signs)[1:]
    energy = int(tail @ tail)
    return accept(energy, f"merit factor {n * n / (2 * energy):.4f}" if energy else "", {"s": signs.tolist()})
