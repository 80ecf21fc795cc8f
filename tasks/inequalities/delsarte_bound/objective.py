"""Search view of delsarte_bound: f = (t - 1/2) prod_i ((t - a_i)^2 + b_i^2) of degree 9, negative coefficients set to zero.

z = (places of the a_i in [-1, 1/2], then numbers whose upper half [1/2, 1] gives b_i in [0, 1]; below that b_i = 0, a double root). The value
is -(f_0 - M) / (f(1) - M), -1 over the bound and positive where f proves nothing; such an f is replaced by a weak one in the answer.
"""

import numpy as np

FACTORS = 4
WEAK = (0.03, 0.25, 0.7, 0.77)  # places of double roots that prove something in the dimensions of the tasks


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0
    size = 2 * FACTORS

    def __init__(self, inputs):
        d = int(inputs["d"])
        degree = 2 * FACTORS + 1
        self.t, w = np.polynomial.legendre.leggauss(40)
        w = w * (1.0 - self.t**2) ** ((d - 3) / 2)  # the measure of t on the sphere
        g = gegenbauer(d, degree, self.t)
        self.project = g * w / ((g * g) @ w)[:, None]
        self.band = gegenbauer(d, degree, np.cos(np.linspace(np.pi / 3.0, np.pi, 257)))

    def coefficients(self, z):
        """Coefficients f_0 .. f_9 >= 0, the largest 1, and the value."""
        z = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        a, b = 1.5 * z[:FACTORS] - 1.0, np.maximum(2.0 * z[FACTORS:] - 1.0, 0.0)
        f = self.project @ ((self.t - 0.5) * ((self.t[:, None] - a) ** 2 + b * b).prod(axis=1))
        f = np.maximum(f, 0.0) / f.max()
        top = max(0.0, float((f @ self.band).max()))
        total = float(f.sum()) - top
        return f, -(float(f[0]) - top) / total if total > 1e-9 else 1.0

    def value(self, z):
        return self.coefficients(z)[1]

    def answer(self, z):
        f, value = self.coefficients(z)
        weak, least = self.coefficients([*WEAK, *[0.0] * FACTORS])
        return {"f": f if value < least else weak}


def gegenbauer(d, degree, t):
    """G_0 .. G_degree at t, G_k(1) = 1, shape [degree + 1, len(t)]."""
    g = [np.ones_like(t), t]
    for k in range(1, degree):
        g.append(((2 * k + d - 2) * t * g[k] - k * g[k - 1]) / (k + d - 2))
    return np.array(g[: degree + 1])
