"""Spread of the sums of k groups of integers, in bits."""

from __future__ import annotations

import math

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """n integers uniform in 1..2^bits."""
    stream = Stream(seed or 0, "assignment/number_partition")
    return {"k": params["k"], "a": stream.randint(1, 1 << params["bits"], params["n"])}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """log2(1 + largest − smallest sum), sums in unbounded integers."""
    numbers = np.asarray(public["a"]).tolist()
    sums = [0] * public["k"]
    for number, group in zip(numbers, integer(answer, "g", len(numbers), 0, public["k"] - 1).tolist(), strict=True):
        sums[group] += number
    spread = max(sums) - min(sums)
    return accept(math.log2(1 + spread), certificate={"spread": str(spread)})
