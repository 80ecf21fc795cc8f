"""Search view of thinned_array: a priority of every inner element. The k - 2 of highest priority are switched on, and both ends."""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n, self.k = int(inputs["n"]), int(inputs["k"])
        self.size = self.n - 2
        self.length = 16 * self.n
        self.first = int(np.ceil(float(inputs["u0"]) * self.length / 2.0))

    def elements(self, z):
        order = np.argsort(-np.asarray(z, dtype=np.float64), kind="stable")[: self.k - 2]
        return [0, *(int(i) + 1 for i in sorted(order)), self.n - 1]

    def value(self, z):
        on = np.zeros(self.n)
        on[self.elements(z)] = 1.0
        pattern = np.fft.rfft(on, self.length)[self.first :]
        return float(10.0 * np.log10((pattern.real**2 + pattern.imag**2).max() / self.k**2))

    def answer(self, z):
        return {"on": self.elements(z)}
