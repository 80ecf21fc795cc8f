"""Baseline, reference and bound of every fir_filter instance: `python benchmarks/references/numerics/fir_filter.py SECONDS`.

Baseline: Hamming-windowed ideal response, rounded at the largest scale. Reference: the minimax filter with real taps (linear program on a
grid), rounded at many scales, each improved by steps of one or two taps by one or two units. Bound: the optimum of the linear program: no
filter does better on its grid, so none does on the bands.
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np
from scipy.optimize import linprog

from eft.evaluation import tasks


def rows(public: dict, density: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cosine matrix, desired amplitudes and weights on a grid of the bands."""
    size = (public["taps"] + 1) // 2
    points = [np.linspace(low, high, 2 + int(density * public["taps"] * (high - low))) for low, high, _ in public["bands"]]
    matrix = np.cos(np.pi * np.concatenate(points)[:, None] * np.arange(size)) * np.where(np.arange(size) > 0, 2.0, 1.0)
    desired = np.concatenate([np.full(len(p), d) for p, d in zip(points, public["bands"][:, 2], strict=True)])
    weight = np.concatenate([np.full(len(p), w) for p, w in zip(points, public["weight"], strict=True)])
    return matrix, desired, weight


def minimax(public: dict) -> tuple[np.ndarray, float]:
    """Real taps and the ripple of the linear program, lowered by its tolerance."""
    matrix, desired, weight = rows(public, 20)
    one = np.full((len(desired), 1), -1.0)
    above = np.vstack([np.hstack([weight[:, None] * matrix, one]), np.hstack([-weight[:, None] * matrix, one])])
    found = linprog(
        np.r_[np.zeros(matrix.shape[1]), 1.0],
        A_ub=above,
        b_ub=np.r_[weight * desired, -weight * desired],
        bounds=(None, None),
        method="highs",
    )
    return found.x[:-1], found.fun - 1e-6 * abs(found.fun) - 1e-9


def ripple(amplitudes: np.ndarray, desired: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Best ripple and scale of every column, by a search over scales around the middle of the passband."""
    kept = amplitudes[desired > 0.5]
    middle = np.maximum(0.5 * (kept.max(axis=0) + kept.min(axis=0)), 1e-3)
    stop = (np.abs(amplitudes[desired < 0.5]) * weight[desired < 0.5, None]).max(axis=0)
    pass_weight = weight[desired > 0.5][0]
    # a larger scale trades stopband for passband: where both are equal, or at the middle
    scale = np.maximum(middle, (stop / pass_weight + kept.min(axis=0)))
    scale = np.where(stop / middle > pass_weight * np.abs(kept / middle - 1.0).max(axis=0), scale, middle)
    return np.maximum(stop / scale, pass_weight * np.abs(kept / scale - 1.0).max(axis=0)), scale


def search(public: dict, real: np.ndarray, seconds: float) -> tuple[list[int], float]:
    rng = np.random.default_rng(0)
    matrix, desired, weight = rows(public, 8)
    largest, size = 2 ** (public["bits"] - 1) - 1, len(real)
    steps = [s * np.eye(size, dtype=np.int64)[i] for i in range(size) for s in (-1, 1)]
    steps += [a + b for k, a in enumerate(steps) for b in steps[:k] if np.any(a + b)]
    moves = np.array(steps).T
    shift = matrix @ moves
    best, kept, end = math.inf, ([0] * size, 1.0), time.process_time() + seconds
    top = largest / np.abs(real).max()
    while time.process_time() < end:
        if rng.random() < 0.4 and best < math.inf:
            h = np.array(kept[0]) + rng.integers(-1, 2, size)
        else:
            h = np.rint(real * top * rng.uniform(0.45, 1.0)).astype(np.int64)
        h = np.clip(h, -largest, largest)
        value = math.inf
        while time.process_time() < end:
            values, scales = ripple((matrix @ h)[:, None] + shift, desired, weight)
            values[(np.abs(h[:, None] + moves) > largest).any(axis=0)] = math.inf
            pick = int(values.argmin())
            if values[pick] >= value - 1e-12:
                break
            h, value, scale = h + moves[:, pick], values[pick], float(scales[pick])
        if value < best:
            best, kept = value, (h.tolist(), scale)
    return kept


def windowed(public: dict) -> tuple[list[int], float]:
    size = (public["taps"] + 1) // 2
    k = np.arange(1, size)
    h = np.zeros(size)
    for low, high, desired in public["bands"]:
        low, high = (0.0 if low == 0.0 else low - 0.075), (1.0 if high == 1.0 else high + 0.075)
        h += desired * np.r_[high - low, (np.sin(np.pi * high * k) - np.sin(np.pi * low * k)) / (np.pi * k)]
    h *= 0.54 + 0.46 * np.cos(np.pi * np.arange(size) / size)
    top = (2 ** (public["bits"] - 1) - 1) / np.abs(h).max()
    return np.rint(top * h).astype(int).tolist(), float(top)


if __name__ == "__main__":
    for task in tasks.read_family("numerics/fir_filter"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance(dict(task.params), None)
        real, bound = minimax(public)
        answers = windowed(public), search(public, real, float(sys.argv[1]))
        values = [score.score(public, secret, {"h": h, "scale": scale}).value for h, scale in answers]
        print(task.id, *map(repr, values), f"far={math.log10(bound)!r}", answers[1], flush=True)
