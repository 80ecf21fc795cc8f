"""Search view of squares_in_square: the genotype is the centres (all x, all y) and the angles / 90 degrees, up to the scale of the centres.

The centres are spread by the least factor that separates all pairs, as the scorer does; the value is the logarithm of the side.
"""

import numpy as np

LEAST = 1e-6  # gaps below this count as this: coincident squares get a large side


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n = int(inputs["n"])
        self.size = 3 * self.n
        self.i, self.j = np.triu_indices(self.n, 1)

    def spread(self, z):
        """Separated centres and angles: x, y, a, each [n]."""
        p = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0).reshape(3, self.n)
        x, y, a = p[0], p[1], p[2] * (0.5 * np.pi)
        i, j = self.i, self.j
        dx, dy, cos, sin = x[i] - x[j], y[i] - y[j], np.cos(a), np.sin(a)
        gap = LEAST
        for c, s in ((cos[i], sin[i]), (cos[j], sin[j])):  # along the edge normals of either square
            gap = np.maximum(gap, np.maximum(np.abs(dx * c + dy * s), np.abs(dy * c - dx * s)))
        turn = a[i] - a[j]
        factor = float(((0.5 + 0.5 * (np.abs(np.cos(turn)) + np.abs(np.sin(turn)))) / gap).max())
        return factor * x, factor * y, a

    def value(self, z):
        x, y, a = self.spread(z)
        half = 0.5 * (np.cos(a) + np.sin(a))
        side = max(float((x + half).max() - (x - half).min()), float((y + half).max() - (y - half).min()))
        return float(np.log(side)) if 0.0 < side < 1e9 else 21.0

    def answer(self, z):
        x, y, a = self.spread(z)
        return {"x": x, "y": y, "theta": a}
