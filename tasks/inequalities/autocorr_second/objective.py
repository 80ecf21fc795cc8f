"""Search view of autocorr_second: the genotype is the list of heights of a step function on `size` pieces."""

import numpy as np

PIECES = {50: 50, 600: 60, 4096: 80}  # by n_max; a coarse function is also a function of the fine class


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        n_max = int(inputs["n_max"])
        self.size = PIECES.get(n_max, min(n_max, 60))

    def heights(self, z):
        """Non-negative heights, shape [size], not all zero."""
        a = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        return a if float(a.sum()) > 1e-6 else np.ones(self.size)

    def value(self, z):
        a = self.heights(z)
        g = np.convolve(a, a)  # f*f at its knots; it is linear between them and zero at both ends
        squares = (2.0 * float(g @ g) + float(g[1:] @ g[:-1])) / 3.0
        ratio = squares / (float(g.sum()) * float(g.max()))
        return -ratio if ratio == ratio else 0.0

    def answer(self, z):
        return {"a": self.heights(z)}
