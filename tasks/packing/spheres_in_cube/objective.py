"""Search view of spheres_in_cube: the genotype is the coordinates of the n points (all x, all y, all z)."""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n = int(inputs["n"])
        self.size = 3 * self.n
        self.i, self.j = np.triu_indices(self.n, 1)

    def points(self, z):
        return np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0).reshape(3, self.n)

    def value(self, z):
        p = self.points(z)
        d = p[:, self.i] - p[:, self.j]
        smallest = float(np.sqrt((d * d).sum(axis=0).min()))
        return -smallest if smallest == smallest else 0.0

    def answer(self, z):
        return {"p": self.points(z).T.copy()}
