"""Balance of expert loads over devices in the window after the one that was seen, as a ratio to a placement made in hindsight."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.counts import poisson
from eft.evaluation.blocks.rational import down
from eft.evaluation.blocks.stream import F64, Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept, reject

TOKENS = 400  # mean load of an expert in a window


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Log-normal popularity (sigma) of every expert of every layer; loads are Poisson. In the next window a share `drift` of the variance of
    the logarithm of the popularity is drawn anew."""
    stream = Stream(seed or 0, "systems/expert_balance")
    layers, experts, sigma, drift = params["L"], params["E"], params["sigma"], params["drift"]
    size = layers * experts
    before, fresh = stream.normal(size=size), stream.normal(size=size)
    after = math.sqrt(1.0 - drift) * before + math.sqrt(drift) * fresh
    hist, later = (poisson(stream, _means(z, sigma, layers, experts)).reshape(layers, experts) for z in (before, after))
    return {"hist": hist, "R": params["R"], "G": params["G"]}, {"window": later}


def _means(z: F64, sigma: float, layers: int, experts: int) -> F64:
    popularity = exp(sigma * z).reshape(layers, experts)
    total = np.array([math.fsum(row) for row in popularity.tolist()])
    return np.asarray(popularity / total[:, None] * (TOKENS * experts)).ravel()


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Mean over layers of (mean / largest) device load in the hidden window, divided by the reference."""
    layers, experts = public["hist"].shape
    slot = integer(answer, "slot", (layers, public["R"]), 0, experts - 1)
    for layer in range(layers):
        missing = np.flatnonzero(np.bincount(slot[layer], minlength=experts) == 0)
        if len(missing):
            return reject(f"slot[{layer}]: expert {missing[0]} has no slot")
    exact = balance(slot, secret["window"], public["G"])
    return accept(down(exact) / secret["reference"], f"mean balance {float(exact):.4f}")


def balance(slot: NDArray[np.int64], load: NDArray[np.int64], devices: int) -> Fraction:
    """Mean over layers of (mean device load) / (largest device load); an expert's load is split evenly over its slots."""
    total = Fraction(0)
    for row, loads in zip(slot.tolist(), load.tolist(), strict=True):
        copies = Counter(row)
        unit = math.lcm(*set(copies.values()))
        share = [0] * len(loads)
        for expert, count in copies.items():
            share[expert] = loads[expert] * (unit // count)
        per = len(row) // devices
        largest = max(sum([share[e] for e in row[g * per : (g + 1) * per]]) for g in range(devices))
        total += Fraction(sum(loads) * unit, devices * largest) if largest else 1
    return total / len(slot)
