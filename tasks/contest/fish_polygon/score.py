"""Good against bad points in a rectilinear polygon, as a ratio to the stored reference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

SIDE, CLUSTERS, PERIMETER = 100_000, 20, 400_000


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """n good and n bad points, each kind from 20 Gaussian clusters of deviation 2000 to 8000, reflected at the border."""
    stream = Stream(seed or 0, "contest/fish_polygon")
    good, bad = (_clusters(stream, params["n"]) for _ in range(2))
    return {"good": good, "bad": bad, "max_vertices": params["vertices"], "max_perimeter": PERIMETER}, {}


def _clusters(stream: Stream, n: int) -> I64:
    centres = stream.randint(0, SIDE - 1, 2 * CLUSTERS).reshape(-1, 2)
    width = stream.uniform(2000.0, 8000.0, CLUSTERS)
    member = stream.randint(0, CLUSTERS - 1, n)
    p = centres[member] + np.rint(stream.normal(0.0, 1.0, 2 * n).reshape(n, 2) * width[member][:, None]).astype(np.int64)
    return np.asarray(np.abs(SIDE - 1 - np.abs(SIDE - 1 - np.abs(p))) % SIDE)


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """max(0, good - bad + 1) divided by the reference."""
    most = public["max_vertices"]
    v = integer(answer, "v", (count(answer, "v", 4, most), 2), 0, SIDE)
    fault = _fault(v, public["max_perimeter"])
    if fault:
        return reject(f"v: {fault}")
    good, bad = (int(_inside(v, public[name]).sum()) for name in ("good", "bad"))
    value = max(0, good - bad + 1)
    return accept(value / secret["reference"], certificate={"good": good, "bad": bad})


def _fault(v: I64, longest: int) -> str:
    """What keeps the polygon from being valid, or nothing."""
    step = np.roll(v, -1, axis=0) - v
    moves = step != 0
    single = moves.sum(axis=1) != 1
    if single.any():
        return f"edge {int(single.argmax())} is not an axis-parallel line of positive length"
    straight = moves[:, 0] == np.roll(moves[:, 0], -1)
    if straight.any():
        return f"edges {int(straight.argmax())} and {(int(straight.argmax()) + 1) % len(v)} do not form a right angle"
    length = int(np.abs(step).sum())
    if length > longest:
        return f"perimeter {length}, at most {longest} allowed"
    first = 0 if moves[0, 0] else 1  # the first horizontal edge
    low, high = np.minimum(v, v + step), np.maximum(v, v + step)
    flat, tall = np.arange(first, len(v), 2), np.arange(1 - first, len(v), 2)
    for edges, axis in ((flat, 1), (tall, 0)):
        line, start, end = low[edges, axis], low[edges, 1 - axis], high[edges, 1 - axis]
        clash = (line[:, None] == line) & (start[:, None] <= end) & (start <= end[:, None])
        np.fill_diagonal(clash, False)
        if clash.any():
            i, j = np.argwhere(clash)[0]
            return f"edges {int(edges[i])} and {int(edges[j])} touch"
    meet = (low[flat, 0][:, None] <= low[tall, 0]) & (low[tall, 0] <= high[flat, 0][:, None])
    meet &= (low[tall, 1] <= low[flat, 1][:, None]) & (low[flat, 1][:, None] <= high[tall, 1])
    gap = np.abs(flat[:, None] - tall)
    meet &= (gap != 1) & (gap != len(v) - 1)
    if meet.any():
        i, j = np.argwhere(meet)[0]
        return f"edges {int(flat[i])} and {int(tall[j])} touch or cross"
    return ""


def _inside(v: I64, points: I64) -> NDArray[np.bool_]:
    """Which points lie in the closed simple polygon: some cell beside each, between neighbouring edge lines, is inside by parity."""
    xs, ys = np.unique(v[:, 0]), np.unique(v[:, 1])
    ends = np.stack([v, np.roll(v, -1, axis=0)])
    tall = ends[0, :, 0] == ends[1, :, 0]
    flips = np.zeros((len(xs) + 1, len(ys) + 1), dtype=bool)
    for end in ends[:, tall]:
        flips[np.searchsorted(xs, end[:, 0]) + 1, np.searchsorted(ys, end[:, 1]) + 1] ^= True
    # cell [i, j] lies between the lines i - 1 and i, j - 1 and j
    cell = np.logical_xor.accumulate(np.logical_xor.accumulate(flips, axis=1), axis=0)
    i, j = np.searchsorted(xs, points[:, 0], side="right"), np.searchsorted(ys, points[:, 1], side="right")
    on_x, on_y = xs[i - 1] == points[:, 0], ys[j - 1] == points[:, 1]
    left, below = np.where(on_x, i - 1, i), np.where(on_y, j - 1, j)
    return np.asarray(cell[i, j] | cell[left, j] | cell[i, below] | cell[left, below])
