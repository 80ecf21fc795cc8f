"""Reference sign matrices: cofactor ascent on full matrices from circulant-block starts. `python benchmarks/references/maxdet.py N SECONDS [SEED]`."""

from __future__ import annotations

import sys
import time

import numpy as np


def ascent(m: np.ndarray) -> float:
    """Flip, in place, every entry whose sign differs from its cofactor (one best flip at a time); log |det| at the end, -inf if singular."""
    value = float(np.linalg.slogdet(m)[1])
    while np.isfinite(value):
        # flipping m_ij multiplies det by 1 - 2 m_ij (m^-1)_ji
        gain = np.abs(1.0 - 2.0 * m * np.linalg.inv(m).T)
        i, j = divmod(int(gain.argmax()), len(m))
        if gain[i, j] <= 1.0 + 1e-9:
            break
        m[i, j] = -m[i, j]
        value = float(np.linalg.slogdet(m)[1])
    return value


def solve(n: int, seconds: float, seed: int) -> tuple[float, np.ndarray]:
    """Best (log |det|, matrix) found."""
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, matrix = -np.inf, np.ones((n, n))
    while time.process_time() < end:
        if rng.random() < 0.5 and np.isfinite(best):
            m = matrix.copy()
            for _ in range(rng.integers(2, 12)):
                m[rng.integers(n), rng.integers(n)] *= -1
        else:
            width = int(rng.choice([w for w in range(3, n + 1) if n % w <= 2]))
            blocks = n // width
            m = rng.choice([-1.0, 1.0], (n, n))
            turn = (np.arange(width)[None, :] - np.arange(width)[:, None]) % width
            for i in range(blocks):
                for j in range(blocks):
                    m[i * width : (i + 1) * width, j * width : (j + 1) * width] = rng.choice([-1.0, 1.0], width)[turn]
        value = ascent(m)
        if value > best:
            best, matrix = value, m
    return best, matrix.astype(np.int64)


if __name__ == "__main__":
    order, budget = int(sys.argv[1]), float(sys.argv[2])
    size, found = solve(order, budget, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(order, size, found.tolist())
