"""Baseline, reference and proved bound of every minimax_poly instance. `python benchmarks/references/minimax_poly.py SECONDS`.

Baseline: rounded Taylor polynomial about 0 (2^x) or the middle of the interval. Reference: annealing over the family's own search view,
then a descent over single and paired lattice steps. Bound: the exact levelled error of real polynomials on deg + 2 grid points that
the Remez exchange found; no polynomial does better on those points, so none does on the grid.
"""

from __future__ import annotations

import math
import sys
import time
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from eft.evaluation import tasks
from eft.evaluation.blocks import elementary
from eft.evaluation.blocks.rational import down


def taylor(score: Any, public: dict[str, Any]) -> list[int]:
    """Rounded Taylor coefficients in powers of x."""
    x, f = score._doubles(public["f"])
    middle = 0.0 if public["f"] == "exp2" else 0.5 * (public["lo"] + public["hi"])
    pick = np.rint((0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, 400))) * (len(x) - 1)).astype(int)
    fit = np.polynomial.Polynomial.fit(x[pick] - middle, f[pick], 24).convert().coef[: public["deg"] + 1]
    shift = np.polynomial.Polynomial([-middle, 1.0])
    real = sum((c * shift**k for k, c in enumerate(fit)), np.polynomial.Polynomial([0.0]))
    return [round(c * 2.0 ** public["bits"]) for c in real.coef]


def remez(score: Any, public: dict[str, Any]) -> float:
    """Lower bound on log10 of the largest relative error of any real polynomial of the degree."""
    x, f = score._doubles(public["f"])
    count = public["deg"] + 2
    points = np.rint((0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, count))) * (len(x) - 1)).astype(int)
    for _ in range(30):
        system = np.hstack((np.vander(x[points], count - 1, increasing=True) / f[points, None], ((-1.0) ** np.arange(count))[:, None]))
        c = np.linalg.solve(system, np.ones(count))[:-1]
        error = np.vander(x, count - 1, increasing=True) @ c / f - 1.0
        edges = np.concatenate(([0], np.flatnonzero(np.diff(np.sign(error))) + 1, [len(x)]))
        peaks = np.array([a + int(np.abs(error[a:b]).argmax()) for a, b in pairwise(edges)])
        if len(peaks) < count:
            break
        start = max(range(len(peaks) - count + 1), key=lambda s: np.abs(error[peaks[s : s + count]]).min())
        points = peaks[start : start + count]
    exact = [Fraction(score._value(public["f"], int(i)), 1 << elementary.BITS) for i in points]
    places = [Fraction(score._numerator(public["f"], int(i)), 1 << score.GRID) for i in points]
    rows = [[t**k for k in range(count - 1)] + [(-1) ** i * g, g] for i, (t, g) in enumerate(zip(places, exact, strict=True))]
    level = abs(_last_unknown(rows))
    return math.log10(down(level)) - 1e-15


def _last_unknown(rows: list[list[Fraction | int]]) -> Fraction:
    n = len(rows)
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, n):
            factor = Fraction(rows[i][k]) / rows[k][k]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return Fraction(rows[-1][-1]) / rows[-1][-2]


def search(objective: Any, seconds: float) -> list[int]:
    """Best coefficients found on the objective's points."""
    rng = np.random.default_rng(0)
    end = time.process_time() + seconds
    best, best_value = None, math.inf
    moves = [s * np.eye(objective.size)[i] for i in range(objective.size) for s in (-1, 1)]
    moves += [a + b for k, a in enumerate(moves) for b in moves[:k] if np.any(a + b)]
    while time.process_time() < end:
        z = rng.random(objective.size)
        value = objective.value(z)
        for step in range(600):
            y = np.clip(z + rng.normal(0.0, 0.3 * (1.0 - step / 600) + 0.01, objective.size) * (rng.random(objective.size) < 0.4), 0, 1)
            new = objective.value(y)
            if new <= value:
                z, value = y, new
        c = objective.lattice(z)
        moved = True
        while moved:
            moved = False
            for move in moves:
                new = float(np.log10(np.abs(objective.effect @ (c + move) - 1.0).max()))
                if new < value:
                    c, value, moved = c + move, new, True
        if value < best_value:
            best, best_value = c, value
    return [int(a) for a in objective.steps @ np.asarray(best).astype(np.int64)]


if __name__ == "__main__":
    for task in tasks.read_family("numerics/minimax_poly"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance(dict(task.params), None)
        found = search(tasks.load_module(task, "objective").Objective(public), float(sys.argv[1]))
        values = [score.score(public, secret, {"c": c}).value for c in (taylor(score, public), found)]
        print(task.id, *map(repr, values), repr(remez(score, public)), found, flush=True)
