"""Search view of stability_poly: how many powers of ten every free coefficient is below that of the exponential series.

c_k = 1.5 / k! 10^(-1.7 (k - p) z). The value is minus the length of the stability interval on a grid, and where it ends it goes on with how far
|P| is above 1 there.
"""

import math

import numpy as np

POINTS = 600


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.s, self.p, self.axis = int(inputs["s"]), int(inputs["p"]), inputs["axis"]
        self.size = self.s - self.p
        self.end = 2.0 * self.s**2 if self.axis == "real" else self.s - 1.0
        self.t = self.end * np.arange(1, POINTS + 1) / POINTS
        x = -self.t if self.axis == "real" else 1j * self.t
        self.fixed = sum(x**k / math.factorial(k) for k in range(self.p + 1))
        self.powers = np.stack([x**k for k in range(self.p + 1, self.s + 1)], axis=1)
        k = np.arange(self.p + 1, self.s + 1)
        self.top = np.array([1.5 / math.factorial(i) for i in k])
        self.fall = 1.7 * (k - self.p)

    def coefficients(self, z):
        return self.top * 10.0 ** (-self.fall * np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0))

    def value(self, z):
        size = np.abs(self.fixed + self.powers @ self.coefficients(z))
        over = size > 1.0 + 1e-12
        first = int(over.argmax())
        if not over[first]:
            return -self.end
        before = self.t[first - 1] if first else 0.0
        return float(-before - (self.end / POINTS) / (1.0 + size[first]))

    def answer(self, z):
        return {"c": self.coefficients(z)}
