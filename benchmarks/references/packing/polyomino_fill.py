"""Reference solver for polyomino filling: hill climbing of the order of pieces in a decoder that fills the first free cell."""

from __future__ import annotations

import random
import time

from eft.evaluation.tasks import load_module, read_family

SOLVER = "planted optimum (the full board); stored for comparison: annealed orders of a first-cell decoder, one run"


def solve(public, seconds):
    """Best answer within the CPU time, and the share of the planted optimum."""
    view = load_module(read_family("packing/polyomino_fill")[0], "objective").Objective(public)
    rng, end = random.Random(0), time.process_time() + seconds
    x = sorted(range(view.size), key=lambda piece: -view.area[piece])
    value = best_value = view.value(x)
    best = x
    while time.process_time() < end:
        y = list(x)
        i = rng.randrange(view.size)
        y.insert(min(view.size - 1, max(0, i + rng.randint(-6, 6))), y.pop(i))
        new = view.value(y)
        if new <= value or rng.random() < 0.02:
            x, value = y, new
        if value < best_value:
            best, best_value = x, value
    first = base(public)
    return max((first, view.answer(best)), key=lambda answer: sum(_area(public, k) for k, used in enumerate(answer["used"]) if used)), 1.0


def _area(public, piece):
    return int(public["start"][piece + 1] - public["start"][piece])


def base(public):
    """Pieces in the given order and as they are, each at the first corner (row by row) where it fits."""
    width, height = public["W"], public["H"]
    taken, n = set(), len(public["start"]) - 1
    used, xs, ys = [0] * n, [0] * n, [0] * n
    for piece in range(n):
        cells = public["cells"][public["start"][piece] : public["start"][piece + 1]].tolist()
        for corner in range(width * height):
            y, x = divmod(corner, width)
            spots = {(x + u, y + v) for u, v in cells}
            if not spots & taken and all(u < width and v < height for u, v in spots):
                taken |= spots
                used[piece], xs[piece], ys[piece] = 1, x, y
                break
    return {"used": used, "x": xs, "y": ys, "orient": [0] * n}
