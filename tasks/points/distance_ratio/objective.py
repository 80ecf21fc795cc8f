"""Search view of distance_ratio: the genotype is the coordinates of the n points, axis by axis.

The value is the logarithm of the ratio: two near points would otherwise set the scale of everything.
"""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n, self.d = int(inputs["n"]), int(inputs["d"])
        self.size = self.n * self.d
        self.i, self.j = np.triu_indices(self.n, 1)

    def points(self, z):
        return np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0).reshape(self.d, self.n)

    def value(self, z):
        p = self.points(z)
        step = p[:, self.i] - p[:, self.j]
        square = (step * step).sum(axis=0)
        ratio = float(square.max()) / max(float(square.min()), 1e-12)
        return float(np.log(ratio)) if 0.0 < ratio < 1e13 else 30.0

    def answer(self, z):
        return {"p": self.points(z).T.copy()}
