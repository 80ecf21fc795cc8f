# profile: cheap; instance: n=1000000,m=1000,batch=1
"""Overlap-add on blocks that stay in the cache, or row by row where both factors are long: a batch would leave the cache."""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

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
        for i in range(batch):
            product = rfft(x[i], fast)
            product *= rfft(h[i], fast)
            y[i] = irfft(product, fast, overwrite_x=True)[: n + m - 1]
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
