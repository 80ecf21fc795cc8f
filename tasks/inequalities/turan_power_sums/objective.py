"""Search view of turan_power_sums: moduli of z_2 .. z_n (square roots of the first n - 1 numbers), then their angles / 2 pi; z_1 = 1."""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n = int(inputs["n"])
        self.size = 2 * (self.n - 1)
        self.exponents = np.arange(1, self.n + 1)[:, None]

    def points(self, z):
        z = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        w = np.ones(self.n, dtype=np.complex128)
        w[1:] = np.sqrt(z[: self.n - 1]) * np.exp(2j * np.pi * z[self.n - 1 :])
        return w

    def value(self, z):
        return float(np.abs((self.points(z) ** self.exponents).sum(axis=1)).max())

    def answer(self, z):
        w = self.points(z)
        return {"re": w.real.copy(), "im": w.imag.copy()}
