# profile: cheap
import numpy as np


def solve(d, deg_max, seed=0, objective=None):
    # EVOLVE-BLOCK-START
    # (t - 1/2) (t + 1)^e K(t)^2 with the kernel K of Christoffel and Darboux at s, the best over degrees, e and s
    def gegenbauer(t):
        g = [np.ones_like(t), t]
        for k in range(1, deg_max):
            g.append(((2 * k + d - 2) * t * g[k] - k * g[k - 1]) / (k + d - 2))
        return np.array(g)

    t, w = np.polynomial.legendre.leggauss(48)
    w = w * (1.0 - t * t) ** ((d - 3) / 2)
    g = gegenbauer(t)
    norms = (g * g) @ w
    band = gegenbauer(np.cos(np.linspace(np.pi / 3, np.pi, 257)))
    best, best_bound = None, np.inf
    for s in np.arange(0.4, 0.8, 0.01):
        terms = gegenbauer(np.array([s]))[:, 0] / norms
        for k in range(1, 7):
            kernel = terms[: k + 1] @ g[: k + 1]
            for e in (0, 1):
                f = g @ (w * (t - 0.5) * (t + 1.0) ** e * kernel * kernel) / norms
                f = np.maximum(f, 0.0) / f.max()
                top = max(0.0, (f @ band).max())
                if f[0] - top > 1e-6 and (f.sum() - top) / (f[0] - top) < best_bound:
                    best, best_bound = f, (f.sum() - top) / (f[0] - top)
    # EVOLVE-BLOCK-END
    return {"f": best}
