import numpy as np


class Objective:
    """Vector: n points of the unit square, all x, then all y, on the grid of integers of at most 2^29 in magnitude.

    Value: the number of crossings. While three points are on a line, point i is moved by (i^2, i^3) grid steps.
    """

    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        n = self.n = int(inputs["n"])
        self.size = 2 * n
        i = np.arange(n)
        self.step = np.stack([i * i, i * i * i], axis=1)
        self.flat = 3 * n * n - 2 * n  # triples of numbers that are not all different
        self.even = n * (n - 1) * (n - 2)  # 6 C(n, 3)
        self.diagonal = n * (n - 2) ** 2

    def _place(self, z):
        unit = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0).reshape(2, self.n).T
        p = np.rint((2.0 * np.where(unit == unit, unit, 0.0) - 1.0) * 2.0**29).astype(np.int64)
        while True:
            gap = p[None] - p[:, None]
            first = gap[:, :, None, 0] * gap[:, None, :, 1]
            second = first.transpose(0, 2, 1)
            if np.count_nonzero(first == second) == self.flat:
                off = self.n - 2 - 2 * np.count_nonzero(first > second, axis=2)
                return p, (int((off * off).sum()) - self.diagonal - self.even) // 8
            p += self.step

    def value(self, z):
        return self._place(z)[1]

    def answer(self, z):
        return {"p": self._place(z)[0]}
