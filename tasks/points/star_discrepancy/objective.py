"""Search view of star_discrepancy: the genotype is the coordinates of the n points, axis by axis."""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n, self.d = int(inputs["n"]), int(inputs["d"])
        self.size = self.n * self.d

    def points(self, z):
        """Points, shape [d, n]."""
        return np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0).reshape(self.d, self.n)

    def value(self, z):
        """Largest gap over all boxes whose sides are coordinates of points or 1."""
        p, n = self.points(z), self.n
        sides = np.concatenate((p, np.ones((self.d, 1))), axis=1)
        below = (p[:, :, None] < sides[:, None, :]).astype(np.float64)
        within = (p[:, :, None] <= sides[:, None, :]).astype(np.float64)
        volume, few, many = sides[0], below[0], within[0]
        for axis in range(1, self.d - 1):
            volume = np.multiply.outer(volume, sides[axis]).reshape(-1)
            few = (few[:, :, None] * below[axis][:, None, :]).reshape(n, -1)
            many = (many[:, :, None] * within[axis][:, None, :]).reshape(n, -1)
        volume = np.multiply.outer(volume, sides[-1])
        gap = max(float((volume - few.T @ below[-1] / n).max()), float((many.T @ within[-1] / n - volume).max()))
        return gap if gap == gap else 1.0

    def answer(self, z):
        return {"p": self.points(z).T.copy()}
