"""Spread of the sums of k groups of integers, in bits."""

from __future__ import annotations

import math

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers import assignment


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """n integers uniform in 1..2^bits."""
    stream = Stream(seed or 0, "assignment/number_partition")
    return {"k": params["k"], "a": stream.randint(1, 1 << params["bits"], params["n"])}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """log2(1 + largest − smallest sum), sums exact."""
    numbers, k = public["a"], public["k"]
    partition = assignment.number_partition(integer(answer, "g", len(numbers), 0, k - 1), numbers, k)
    if partition.exact is None:
        return reject(partition.reason)
    spread = int(partition.exact)
    return accept(math.log2(1 + spread), certificate={"spread": str(spread)})
