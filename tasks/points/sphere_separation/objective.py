"""Search view of sphere_separation: the genotype is the heights of the n points, then their angles / 2 pi."""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n = int(inputs["n"])
        self.size = 2 * self.n
        self.own = 3.0 * np.eye(self.n)  # keeps a point from being its own neighbour

    def points(self, z):
        """Unit vectors, shape [n, 3]; heights are uniform in [-1, 1], so random genotypes are uniform on the sphere."""
        z = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        height, angle = 2.0 * z[: self.n] - 1.0, 2.0 * np.pi * z[self.n :]
        ring = np.sqrt(1.0 - height * height)
        return np.stack((ring * np.cos(angle), ring * np.sin(angle), height), axis=1)

    def value(self, z):
        """Minus the smallest angle in degrees."""
        p = self.points(z)
        nearest = float((p @ p.T - self.own).max())
        return -float(np.degrees(np.arccos(min(nearest, 1.0)))) if nearest == nearest else 0.0

    def answer(self, z):
        return {"p": self.points(z)}
