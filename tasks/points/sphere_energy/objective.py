"""Search view of sphere_energy: the genotype is the heights of the n points, then their angles / 2 pi.

The value is the logarithm of the energy: two near points would otherwise set the scale of everything.
"""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n, self.s = int(inputs["n"]), int(inputs["s"])
        self.size = 2 * self.n
        self.own = 4.0 * np.eye(self.n)  # a point's distance to itself: a constant, taken off again

    def points(self, z):
        """Unit vectors, shape [n, 3]; heights are uniform in [-1, 1], so random genotypes are uniform on the sphere."""
        z = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        height, angle = 2.0 * z[: self.n] - 1.0, 2.0 * np.pi * z[self.n :]
        ring = np.sqrt(1.0 - height * height)
        return np.stack((ring * np.cos(angle), ring * np.sin(angle), height), axis=1)

    def value(self, z):
        p = self.points(z)
        square = np.maximum(2.0 - 2.0 * (p @ p.T), 1e-9) * (1.0 - 0.25 * self.own) + self.own
        inverse = 1.0 / square
        power = np.sqrt(inverse) if self.s == 1 else inverse ** (self.s // 2)
        energy = 0.5 * (float(power.sum()) - self.n * 4.0 ** (-0.5 * self.s))
        return float(np.log(energy)) if energy == energy else 1e3

    def answer(self, z):
        return {"p": self.points(z)}
