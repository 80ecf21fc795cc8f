# profile: cheap; instance: n=4096,batch=1
"""Conjugate gradients on the whole batch: products by transforms, Strang's circulant preconditioner."""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

FAST = 0


def setup(shapes):
    global FAST
    FAST = next_fast_len(2 * shapes["c"][1] - 1, real=True)


def solve(c, b):
    n = c.shape[1]
    circle = np.zeros((len(c), FAST))
    circle[:, :n], circle[:, FAST - n + 1 :] = c, c[:, :0:-1]
    symbol = rfft(circle).real
    near = c.copy()
    near[:, n // 2 + 1 :] = c[:, (n - 1) // 2 : 0 : -1]
    inverse = 1.0 / rfft(near).real
    x, r = np.zeros_like(b), b.copy()
    z = irfft(rfft(r) * inverse, n)
    p, rz = z, np.einsum("ij,ij->i", r, z)
    goal = (3e-11) ** 2 * np.einsum("ij,ij->i", b, b)
    for _ in range(100):
        q = irfft(rfft(p, FAST) * symbol, FAST)[:, :n]
        step = (rz / np.einsum("ij,ij->i", p, q))[:, None]
        x += step * p
        r -= step * q
        if (np.einsum("ij,ij->i", r, r) <= goal).all():
            break
        z = irfft(rfft(r) * inverse, n)
        new = np.einsum("ij,ij->i", r, z)
        p, rz = z + (new / rz)[:, None] * p, new
    return {"x": x}
