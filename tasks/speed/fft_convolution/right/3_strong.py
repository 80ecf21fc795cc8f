# profile: cheap; instance: n=1000000,m=1000,batch=1
"""Real transforms of as many rows as stay in the cache, or overlap-add on such blocks where one factor is much longer than the other."""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

CACHE = 1 << 15  # numbers
BLOCK = 1


def setup(shapes):
    global BLOCK
    n, m = shapes["x"][1], shapes["h"][1]
    BLOCK = next_fast_len(max(8 * m, 1024), real=True) if n > 16 * m else 0


def solve(x, h):
    (batch, n), m = x.shape, h.shape[1]
    if not BLOCK:
        fast = next_fast_len(n + m - 1, real=True)
        y = np.empty((batch, n + m - 1))
        rows = max(1, CACHE // fast)
        for i in range(0, batch, rows):
            product = rfft(x[i : i + rows], fast)
            product *= rfft(h[i : i + rows], fast)
            y[i : i + rows] = irfft(product, fast, overwrite_x=True)[:, : n + m - 1]
        return {"y": y}
    step = BLOCK - m + 1
    count = -(-n // step)
    y = np.zeros((batch, count * step + m - 1))
    for i in range(batch):
        parts = np.zeros((count, BLOCK))
        whole = n // step
        parts[:whole, :step] = x[i, : whole * step].reshape(whole, step)
        parts[whole:, : n - whole * step] = x[i, whole * step :]
        spectrum = rfft(parts, overwrite_x=True)
        spectrum *= rfft(h[i], BLOCK)
        done = irfft(spectrum, BLOCK, overwrite_x=True)
        y[i, : count * step].reshape(count, step)[:] = done[:, :step]
        tails = y[i, step:]
        tails[: (count - 1) * step].reshape(count - 1, step)[:, : m - 1] += done[:-1, step:]
        tails[(count - 1) * step :] += done[-1, step:]
    return {"y": y[:, : n + m - 1]}
