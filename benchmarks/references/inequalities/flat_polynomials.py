"""Reference flat polynomials: tabu search with restarts, all one-sign changes at once on a grid; the best are scored exactly.

`python benchmarks/references/inequalities/flat_polynomials.py N SECONDS [SEED]`; with `all` for SECONDS all sequences with s_0 = s_1 = 1 are tried
(changing the sign of p or of z leads to the others), for n up to about 24.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from eft.evaluation import tasks

score = tasks.load_module(tasks.read_family("inequalities/flat_polynomials")[0], "score").score


def solve(n: int, seconds: float, seed: int) -> tuple[float, list[int]]:
    """Best (exact score, signs) found."""
    rng = np.random.default_rng(seed)
    terms, points = n + 1, 8 * (n + 1)
    waves = 2.0 * np.exp(1j * np.pi * np.outer(np.arange(terms), np.arange(points)) / points)  # half the circle: p has real coefficients
    best, signs = np.inf, np.ones(terms, dtype=int)
    end = time.process_time() + seconds
    while time.process_time() < end:
        s = rng.choice([-1, 1], terms)
        p = s @ waves / 2
        until = np.zeros(terms, dtype=int)
        lowest, at = np.inf, 0
        for step in range(60 * terms):
            peaks = np.abs(p - s[:, None] * waves).max(axis=1)
            peaks[(until > step) & (peaks >= lowest - 1e-9)] = np.inf
            i = int(peaks.argmin())
            p -= s[i] * waves[i]
            s[i] = -s[i]
            until[i] = step + rng.integers(3, 3 + terms // 3)
            if peaks[i] < lowest - 1e-9:
                lowest, at = peaks[i], step
                if lowest < best * terms**0.5 + 0.02:
                    value = score({"n": n}, {}, {"s": s}).value
                    if value < best:
                        best, signs = value, s.copy()
            if step - at > 15 * terms:
                break
    return best, signs.tolist()


def enumerate_all(n: int) -> tuple[float, list[int]]:
    """Least exact score over all sequences; those that are too large on a coarse grid already are not scored."""
    terms, free, chunk = n + 1, n - 1, 1 << 16
    best, signs = 2.0, [1] * terms
    for first in range(0, 2**free, chunk):
        x = np.arange(first, min(2**free, first + chunk))
        s = np.ones((len(x), terms), dtype=np.float32)
        s[:, 2:] = (x[:, None] >> np.arange(free) & 1) * 2 - 1
        s = s[np.abs(np.fft.rfft(s, 4 * terms, axis=1)).max(axis=1) <= best * terms**0.5 + 1e-3]
        for row in s.astype(int):
            value = score({"n": n}, {}, {"s": row}).value
            if value < best:
                best, signs = value, row.tolist()
    return best, signs


if __name__ == "__main__":
    if sys.argv[2] == "all":
        found = enumerate_all(int(sys.argv[1]))
    else:
        found = solve(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(int(sys.argv[1]), *found)
