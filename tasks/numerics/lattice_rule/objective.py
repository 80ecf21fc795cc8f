"""Search view of lattice_rule: the generating vector itself."""

import math

import numpy as np


class Objective:
    kind = "integers"

    def __init__(self, inputs):
        self.n, self.size = int(inputs["n"]), int(inputs["d"])
        self.low, self.high = 1, self.n - 1
        self.k = np.arange(self.n, dtype=np.int64)
        x = self.k / self.n
        self.factor = [1.0 + 2.0 * math.pi**2 / j**2 * (x * x - x + 1.0 / 6.0) for j in range(1, self.size + 1)]

    def value(self, z):
        product = self.factor[0][self.k * int(z[0]) % self.n]
        for j in range(1, self.size):
            product = product * self.factor[j][self.k * int(z[j]) % self.n]
        return math.log10(max(float(product.mean()) - 1.0, 1e-15))

    def answer(self, z):
        return {"z": [int(v) for v in z]}
