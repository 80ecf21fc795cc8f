"""Search view of cubature_kernel: the coordinates of the points, one point after the other, then the weights times n / 2."""

import math

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.d, self.n = int(inputs["d"]), int(inputs["n"])
        self.size = self.n * self.d + self.n

    def rule(self, z):
        z = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        return z[: self.n * self.d].reshape(self.n, self.d), z[self.n * self.d :] * (2.0 / self.n)

    def value(self, z):
        x, w = self.rule(z)
        rest = 1.0 - x
        pairs = np.minimum(rest[:, None, 0], rest[None, :, 0])
        for j in range(1, self.d):
            pairs = pairs * np.minimum(rest[:, None, j], rest[None, :, j])
        single = (rest * (1.0 + x)).prod(axis=1)
        square = 3.0**-self.d - 2.0 ** (1 - self.d) * float(w @ single) + float(w @ pairs @ w)
        return 0.5 * math.log10(max(square, 1e-18))

    def answer(self, z):
        x, w = self.rule(z)
        return {"x": x, "w": w}
