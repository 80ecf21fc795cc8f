"""Largest demand per free memory of any GPU, as a ratio to the stored reference."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.stream import Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept, reject

SIZES = (2, 8, 14, 26, 40, 64)
MEMORY = 80


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """n models of log-normal demand whose sizes add up to at most `fill` of the memory of all G GPUs and fit when the largest go first."""
    stream, n, gpus = Stream(seed or 0, "systems/model_placement"), params["n"], params["G"]
    while True:
        kind = stream.randint(0, len(SIZES) - 1, n)
        shrink = stream.randint(0, n - 1, 20 * n)
        total = sum(SIZES[k] for k in kind)
        for i in shrink.tolist():
            if total <= params["fill"] * gpus * MEMORY:
                break
            if kind[i]:
                total -= SIZES[kind[i]] - SIZES[kind[i] - 1]
                kind[i] -= 1
        size = np.array(SIZES, dtype=np.int64)[kind]
        demand = np.rint(1000.0 * exp(stream.normal(size=n))).astype(np.int64) + 1
        if total <= params["fill"] * gpus * MEMORY and _fits(size.tolist(), gpus):
            return {"need": size, "demand": demand, "M": MEMORY, "G": gpus}, {}


def _fits(size: list[int], gpus: int) -> bool:
    free = [MEMORY] * gpus
    for s in sorted(size, reverse=True):
        room = [g for g in range(gpus) if free[g] > s]
        if not room:
            return False
        free[room[0]] -= s
    return True


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """max over GPUs of (sum of demand) / (M - sum of size), divided by the reference."""
    gpus = public["G"]
    at = integer(answer, "at", len(public["need"]), 0, gpus - 1).tolist()
    free, load = [public["M"]] * gpus, [0] * gpus
    for g, s, d in zip(at, public["need"].tolist(), public["demand"].tolist(), strict=True):
        free[g] -= s
        load[g] += d
    for g in range(gpus):
        if free[g] <= 0:
            return reject(f"GPU {g}: models of {public['M'] - free[g]} units leave no free memory of {public['M']}")
    worst = max(Fraction(d, f) for d, f in zip(load, free, strict=True))
    return accept(up(worst) / secret["reference"], "", {"numerator": worst.numerator, "denominator": worst.denominator})
