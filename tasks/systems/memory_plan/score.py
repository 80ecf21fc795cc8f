"""Peak memory of tensors with fixed lifetimes, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

HIGHEST = 10**12


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Tensors of `width` per step, sizes log-uniform in 50..1000.

    layered: each lives until a reader 1..8 steps later. giant: two of them live five times as long and have 3 times the largest size.
    training: half are results of a forward pass that are read in the reverse order, half live 1..6 steps.
    """
    stream, n, width = Stream(seed or 0, "systems/memory_plan"), params["n"], params["width"]
    size = np.rint(stream.log_uniform(50.0, 1000.0, n)).astype(np.int64)
    start = np.arange(n, dtype=np.int64) // width
    length = stream.randint(1, 8, n)
    if params["model"] == "giant":
        two = stream.choice(n // 2, 2) + n // 4
        length[two] *= 5
        size[two] = 3 * size.max()
    if params["model"] == "training":
        held = np.arange(n) % 2 == 0
        held[n // 2 :] = False
        # step t of the forward pass is read at step 2 * last - t
        length = np.where(held, 2 * (n // 2 // width - start) + stream.randint(0, 2, n), stream.randint(1, 6, n))
    order = stream.permutation(n)
    return {"start": start[order], "end": (start + np.maximum(length, 1))[order], "size": size[order]}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Peak divided by the reference."""
    start, end, size = public["start"], public["end"], public["size"]
    low = integer(answer, "offset", len(size), 0, HIGHEST)
    high = low + size
    clash = (start[:, None] < end) & (start < end[:, None]) & (low[:, None] < high) & (low < high[:, None])
    np.fill_diagonal(clash, False)
    if clash.any():
        i, j = (int(v) for v in np.argwhere(clash)[0])
        return reject(f"offset: tensors {i} and {j} share units while both are alive")
    peak = int(high.max())
    return accept(peak / secret["reference"], certificate={"peak": peak})
