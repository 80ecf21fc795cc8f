"""Makespan of unrelated machines with sequence-dependent setups, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Processing times p: [m, n] and setups s: [m, n + 1, n], uniform in 1..99; row n of a setup table is that of the first job."""
    stream, n, m = Stream(seed or 0, "scheduling/setup_machines"), params["n"], params["m"]
    p = stream.randint(1, 99, m * n).reshape(m, n)
    return {"p": p, "s": stream.randint(1, 99, m * (n + 1) * n).reshape(m, n + 1, n)}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Makespan divided by the reference."""
    p, s = public["p"], public["s"]
    m, n = p.shape
    seq = integer(answer, "seq", n + m - 1, -1, n - 1)
    separators = int((seq == -1).sum())
    if separators != m - 1:
        return reject(f"seq: {separators} times -1, expected {m - 1}")
    counts = np.bincount(seq[seq >= 0], minlength=n)
    if counts.max() > 1:
        return reject(f"seq: job {int(counts.argmax())} appears {int(counts.max())} times")
    machine = np.cumsum(seq == -1)
    before = np.concatenate([[-1], seq[:-1]])
    before[before == -1] = n
    job = seq >= 0
    i, j = machine[job], seq[job]
    load = np.zeros(m, dtype=np.int64)
    np.add.at(load, i, p[i, j] + s[i, before[job], j])
    makespan = int(load.max())
    return accept(makespan / secret["reference"], certificate={"makespan": makespan})
