"""Search view of autocorr_third: the genotype is the list of signed heights of a step function on `size` pieces, height 3 z - 1."""

import numpy as np

PIECES = {100: 50, 400: 60, 2000: 80}  # by n_max; a coarse function is also a function of the fine class


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        n_max = int(inputs["n_max"])
        self.size = PIECES.get(n_max, min(n_max, 60))

    def heights(self, z):
        """Heights in [-1, 2], shape [size], with a sum away from zero."""
        a = 3.0 * np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0) - 1.0
        return a if abs(float(a.sum())) > 1e-3 * self.size else np.ones(self.size)

    def value(self, z):
        a = self.heights(z)
        total = float(a.sum())
        peak = 2.0 * self.size * float(np.abs(np.convolve(a, a)).max()) / (total * total)
        return peak if peak == peak else 1e9

    def answer(self, z):
        return {"a": self.heights(z)}
