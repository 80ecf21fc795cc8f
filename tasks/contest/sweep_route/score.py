"""Mean dirt under a repeated closed walk through a maze, as a ratio to the stored reference."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from eft.evaluation.blocks.answers import text
from eft.evaluation.blocks.stream import I64, Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

LONGEST, OPEN = 100_000, 0.6
STEPS = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """A random spanning tree of the cells; other neighbours are joined with probability 0.6. d is log-uniform in 1..100 per block of 4 x 4
    cells, times 0.5 to 1.5 per cell.
    """
    stream, n = Stream(seed or 0, "contest/sweep_route"), params["N"]
    cell = np.arange(n * n).reshape(n, n)
    pairs = [*zip(cell[:, :-1].ravel().tolist(), cell[:, 1:].ravel().tolist(), strict=True)]
    pairs += zip(cell[:-1].ravel().tolist(), cell[1:].ravel().tolist(), strict=True)
    wall = stream.uniform(size=len(pairs)) >= OPEN
    root = list(range(n * n))

    def find(v: int) -> int:
        while root[v] != v:
            root[v] = root[root[v]]
            v = root[v]
        return v

    for k in stream.permutation(len(pairs)).tolist():
        a, b = (find(v) for v in pairs[k])
        if a != b:
            root[a] = b
            wall[k] = False
    half = n * (n - 1)
    blocks = stream.log_uniform(1.0, 100.0, (-(-n // 4)) ** 2).reshape(-(-n // 4), -1)
    coarse = np.repeat(np.repeat(blocks, 4, axis=0), 4, axis=1)[:n, :n]
    d = np.maximum(np.rint(coarse * stream.uniform(0.5, 1.5, n * n).reshape(n, n)), 1).astype(np.int64)
    right, down = wall[:half].reshape(n, n - 1), wall[half:].reshape(n - 1, n)
    return {"N": n, "right": right.astype(np.int64), "down": down.astype(np.int64), "d": d}, {}


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Mean dirt divided by the reference."""
    n = public["N"]
    move = text(answer, "move", LONGEST)
    if not move:
        return reject("move: empty, expected 1 to 100000 letters")
    odd = set(move) - set(STEPS)
    if odd:
        return reject(f"move: letter {sorted(odd)[0]!r}, expected U, D, L or R")
    steps = np.array([STEPS[letter] for letter in move], dtype=np.int64)
    at = np.cumsum(np.concatenate([[[0, 0]], steps]), axis=0)
    outside = ((at < 0) | (at >= n)).any(axis=1)
    if outside.any():
        return reject(f"move[{int(outside.argmax()) - 1}] leaves the room")
    low = np.minimum(at[:-1], at[1:])
    sideways = steps[:, 0] == 0
    # one column or row more, so that the other kind of step has an entry to look at
    right, down = np.pad(public["right"], ((0, 0), (0, 1))), np.pad(public["down"], ((0, 1), (0, 0)))
    wall = np.where(sideways, right[low[:, 0], low[:, 1]], down[low[:, 0], low[:, 1]]) == 1
    if wall.any():
        return reject(f"move[{int(wall.argmax())}] goes through a wall")
    if at[-1].any():
        return reject(f"move: the walk ends in ({int(at[-1, 0])}, {int(at[-1, 1])}), expected (0, 0)")
    cells = at[1:] @ np.array([n, 1])
    missed = np.bincount(cells, minlength=n * n) == 0
    if missed.any():
        i, j = divmod(int(missed.argmax()), n)
        return reject(f"move: cell ({i}, {j}) is never entered")
    total = _dirt(cells, public["d"].ravel())
    return accept(float(Fraction(total, len(move)) / Fraction(secret["reference"])), certificate={"dirt": f"{total} / {len(move)}"})


def _dirt(cells: I64, d: I64) -> int:
    """Sum over a period of the dirt of all cells: d g (g - 1) / 2 for every gap g between visits of a cell, round the end."""
    length = len(cells)
    order = np.argsort(cells, kind="stable")
    sorted_cells = cells[order]
    first = np.searchsorted(sorted_cells, np.arange(len(d)))
    following = np.append(order[1:], 0)
    last = np.append(first[1:], length) - 1
    following[last] = order[first] + length
    gap = following - order
    return int((d[sorted_cells] * (gap * (gap - 1) // 2)).sum())
