# profile: cheap
"""All sign changes on a fine Chebyshev grid, then safeguarded Newton steps on all brackets at once; eigenvalues where a root hides."""

import numpy as np
from numpy.polynomial import chebyshev

POINTS = 4  # grid points per root
T = GRID = None


def setup(shapes):
    global T, GRID
    n = shapes["c"][1] - 1
    angles = np.linspace(np.pi, 0.0, POINTS * n + 1)
    GRID = np.cos(angles)
    T = np.cos(np.outer(np.arange(n + 1), angles))


def solve(c):
    batch, n = c.shape[0], c.shape[1] - 1
    values = c @ T
    change = np.signbit(values[:, 1:]) != np.signbit(values[:, :-1])
    x = np.empty((batch, n))
    good = change.sum(axis=1) == n
    for i in np.flatnonzero(~good):
        x[i] = np.sort(chebyshev.chebroots(c[i]).real)
    if good.any():
        rows, columns = np.nonzero(change & good[:, None])
        x[good] = _polish(c[good].T, rows.reshape(-1, n), columns.reshape(-1, n), values)
    return {"x": x}


def _polish(c, rows, columns, values):
    low, high = GRID[columns], GRID[columns + 1]
    left, right = values[rows, columns], values[rows, columns + 1]
    x = low - left * (high - low) / (right - left)
    sign = np.sign(left)
    for _ in range(12):
        value, slope = _clenshaw(c, x)
        above = value * sign > 0
        low, high = np.where(above, x, low), np.where(above, high, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            new = x - value / slope
        new = np.where((new >= low) & (new <= high), new, (low + high) / 2)
        done = np.abs(new - x).max() < 1e-9  # the next step would be its square
        x = new
        if done:
            break
    return x


def _clenshaw(c, x):
    """Value and derivative: both recurrences side by side."""
    y = 2 * x
    b1 = b2 = d1 = d2 = np.zeros_like(x)
    for k in range(len(c) - 1, 0, -1):
        d1, d2 = y * d1 - d2 + 2 * b1, d1
        b1, b2 = y * b1 - b2 + c[k][:, None], b1
    return x * b1 - b2 + c[0][:, None], b1 + x * d1 - d2
