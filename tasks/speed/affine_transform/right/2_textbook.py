# profile: cheap
"""M is triangular: rows are combined first, and then points within them; four terms twice instead of sixteen, some rows at a time."""

import numpy as np
from scipy import ndimage


def solve(img, M, t):
    n = len(img)
    c = np.pad(ndimage.spline_filter(img, 3, mode="mirror"), ((1, 2), (1, 2)), mode="reflect")
    out = np.empty((n, n))
    for start in range(0, n, 16):
        i = np.arange(start, min(start + 16, n))
        p = M[0, 0] * i + t[0]
        q = (M[1, 0] * i + t[1])[:, None] + M[1, 1] * np.arange(n)
        outside = (q < 0) | (q > n - 1) | ((p < 0) | (p > n - 1))[:, None]
        k, w = terms(p, n)
        rows = sum(w[a][:, None] * c[k + a] for a in range(4)).ravel()
        k, w = terms(q, n)
        k += np.arange(len(i))[:, None] * (n + 3)
        part = sum(w[a] * rows[k + a] for a in range(4))
        part[outside] = 0.0
        out[i] = part
    return {"out": out}


def terms(x, n):
    x = np.clip(x, 0, n - 1)
    k = x.astype(np.int64)
    f = x - k
    g = 1 - f
    return k, (g * g * g / 6, 2 / 3 - f * f * (1 + g) / 2, 2 / 3 - g * g * (1 + f) / 2, f * f * f / 6)
