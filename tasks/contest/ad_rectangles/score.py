"""Satisfaction with disjoint rectangles around points, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

SIDE, UNIT = 10_000, 2**50


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """Points in different rows and columns, uniform or around centres (deviation 700); wishes are gaps between random cuts of the board."""
    stream, n, clusters = Stream(seed or 0, "contest/ad_rectangles"), params["n"], params["clusters"]
    if clusters:
        centres = stream.randint(0, SIDE - 1, 2 * clusters).reshape(-1, 2)
        drawn = centres[stream.randint(0, clusters - 1, n)] + np.rint(stream.normal(0.0, 700.0, 2 * n).reshape(n, 2)).astype(np.int64)
        p = np.stack([_apart(drawn[:, axis]) for axis in (0, 1)], axis=1)
    else:
        p = np.stack([stream.choice(SIDE, n), stream.choice(SIDE, n)], axis=1)
    cuts = 100 * np.array(sorted(list(dict.fromkeys(stream.randint(1, SIDE * SIDE // 100 - 1, 2 * n).tolist()))[: n - 1]))
    return {"p": p, "want": np.diff(np.concatenate([[0], cuts, [SIDE * SIDE]]))}, {}


def _apart(values: I64) -> I64:
    """Different numbers 0..9999 near the given ones: in their order, each the nearest free one."""
    free = np.ones(SIDE, dtype=bool)
    out = np.clip(values, 0, SIDE - 1)
    for i, v in enumerate(out.tolist()):
        near = np.flatnonzero(free)
        out[i] = near[np.abs(near - v).argmin()]
        free[out[i]] = False
    return out


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Mean satisfaction, every term rounded down to a multiple of 2^-50, divided by the reference."""
    p, want = public["p"], public["want"]
    n = len(p)
    r = integer(answer, "r", (n, 4), 0, SIDE)
    low, high = r[:, :2], r[:, 2:]
    empty = (low >= high).any(axis=1)
    if empty.any():
        return reject(f"r[{int(empty.argmax())}] is empty")
    clash = ((low[:, None] < high) & (low < high[:, None])).all(axis=2)
    np.fill_diagonal(clash, False)
    if clash.any():
        i, j = (int(v) for v in np.argwhere(clash)[0])
        return reject(f"r: rectangles {i} and {j} share cells")
    inside = ((low <= p) & (p < high)).all(axis=1).tolist()
    total = 0
    for good, a, w in zip(inside, (high - low).prod(axis=1).tolist(), want.tolist(), strict=True):
        if good:
            most = max(a, w)
            total += (most * most - (a - w) ** 2) * UNIT // (most * most)
    return accept(total / (n * UNIT) / secret["reference"], certificate={"sum": f"{total} / 2^50"})
