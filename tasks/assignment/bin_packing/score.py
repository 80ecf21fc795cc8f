"""Number of bins used, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.relative import relative
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.scorers import assignment


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Item sizes: uniform, Weibull(3, 45) clipped to 1..100, or triplets that fill n/3 bins exactly."""
    stream, n, capacity = Stream(seed or 0, "assignment/bin_packing"), params["n"], params["C"]
    if params["model"] == "uniform":
        sizes = stream.randint(20, 100, n)
    elif params["model"] == "weibull":
        sizes = np.clip(np.rint(stream.weibull(3.0, 45.0, n)), 1, 100).astype(np.int64)
    else:
        sizes = _triplets(stream, n // 3, capacity)
    return {"C": capacity, "s": sizes}, {}


def _triplets(stream: Stream, bins: int, capacity: int) -> I64:
    rows = []
    for large in stream.randint(38 * capacity // 100, 49 * capacity // 100, bins).tolist():
        middle = int(stream.randint(capacity // 4, (capacity - large) // 2)[0])
        rows += [large, middle, capacity - large - middle]
    return np.array(rows, dtype=np.int64)[stream.permutation(3 * bins)]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Distinct bins divided by the reference; no bin may hold more than C."""
    sizes = public["s"]
    bins = integer(answer, "bin", len(sizes), 0, len(sizes) - 1)
    return relative(assignment.bin_packing(bins, sizes, public["C"]), "bins", secret["reference"])
