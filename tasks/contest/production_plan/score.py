"""Goods after T turns of a production plan, on a logarithmic scale, as a ratio to the stored reference."""

from __future__ import annotations

import math

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept, reject

LN10 = 2.302585092994046


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """A_j = round(10^U(0,2)), C_ij = round(A_j · 500^i · 10^U(0,2)), K = min C_0j."""
    stream, lines, levels = Stream(seed or 0, "contest/production_plan"), params["N"], params["L"]
    a = np.rint(exp(stream.uniform(0.0, 2.0 * LN10, lines)))
    factor = exp(stream.uniform(0.0, 2.0 * LN10, lines * levels)).reshape(levels, lines)
    cost = np.rint(a * 500.0 ** np.arange(levels)[:, None] * factor).astype(np.int64)
    return {"A": a.astype(np.int64), "C": cost.tolist(), "T": params["T"], "K": int(cost[0].min())}, {}


def goods(a: list[int], cost: list[list[int]], turns: int, start: int, actions: list[list[int]]) -> int | str:
    """Final goods by exact integers, or the first broken rule."""
    levels, lines, own = len(cost), len(a), start
    power = [[0] * lines for _ in range(levels)]
    units = [[1] * lines for _ in range(levels)]
    for turn, (i, j) in enumerate(actions):
        if (i, j) != (-1, -1):
            if i < 0 or j < 0:
                return f"act[{turn}] is ({i}, {j}), waiting is (-1, -1)"
            price = cost[i][j] * (power[i][j] + 1)
            if price > own:
                return f"act[{turn}] costs {price}, only {own} goods are there"
            own -= price
            power[i][j] += 1
        for line in range(lines):
            own += a[line] * units[0][line] * power[0][line]
            for level in range(1, levels):
                units[level - 1][line] += units[level][line] * power[level][line]
    return own


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """10^5 · log2(final goods), rounded down, divided by the reference."""
    cost, turns = public["C"], public["T"]
    actions = integer(answer, "act", (turns, 2), -1)
    if actions[:, 0].max() >= len(cost) or actions[:, 1].max() >= len(cost[0]):
        turn = int(np.argmax((actions[:, 0] >= len(cost)) | (actions[:, 1] >= len(cost[0]))))
        return reject(f"act[{turn}] is {tuple(actions[turn].tolist())}, there are {len(cost)} levels and {len(cost[0])} lines")
    final = goods(np.asarray(public["A"]).tolist(), cost, turns, public["K"], actions.tolist())
    if isinstance(final, str):
        return reject(final)
    points = 1e5 * math.nextafter(math.log2(final), 0.0) if final > 1 else 0.0
    return accept(points / secret["reference"], certificate={"goods": str(final)})
