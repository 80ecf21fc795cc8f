"""Search view of lennard_jones: the coordinates of the atoms in a cube a little larger than the cluster.

Where the energy E is positive the value is log(1 + E): two near atoms would otherwise set the scale of everything.
"""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n = int(inputs["N"])
        self.size = 3 * self.n
        self.side = 1.35 * self.n ** (1.0 / 3.0)
        self.first, self.second = np.triu_indices(self.n, 1)

    def points(self, z):
        z = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        return self.side * (z.reshape(self.n, 3) - 0.5)

    def value(self, z):
        p = self.points(z)
        gap = p[self.first] - p[self.second]
        six = 1.0 / np.maximum(np.einsum("ij,ij->i", gap, gap), 1e-6) ** 3
        energy = 4.0 * float(np.dot(six, six) - six.sum())
        return energy if energy < 0.0 else float(np.log1p(energy))

    def answer(self, z):
        return {"p": self.points(z)}
