"""Search view of circles_in_rectangle: the genotype is the width / 2, then the n centres in units of the rectangle; radii are grown for them."""

import numpy as np

ROUNDS = 5  # growth rounds; more rounds give a little more sum and cost 6 µs each


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n = int(inputs["n"])
        self.size = 2 * self.n + 1
        self.far = np.where(np.eye(self.n, dtype=bool), 8.0, 0.0)  # keeps a disk out of its own neighbours

    def radii(self, w, x, y):
        """Radii for fixed centres, shape [n]: half the room to the nearest neighbour, then every disk takes half of what is left."""
        dx, dy = x[:, None] - x, y[:, None] - y
        room = np.sqrt(dx * dx + dy * dy) + self.far
        wall = np.minimum(np.minimum(x, w - x), np.minimum(y, 2.0 - w - y))
        r = np.minimum(wall, 0.5 * room.min(axis=1))
        for _ in range(ROUNDS):
            r = np.minimum(wall, r + 0.5 * ((room - r).min(axis=1) - r))
        return r

    def layout(self, z):
        """Width and centres; the width stays within [0.1, 1.9], so that no genotype is degenerate."""
        p = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        w = 0.1 + 1.8 * float(p[0])
        return w, w * p[1 : self.n + 1], (2.0 - w) * p[self.n + 1 :]

    def value(self, z):
        total = float(self.radii(*self.layout(z)).sum())
        return -total if total == total else 1.0

    def answer(self, z):
        w, x, y = self.layout(z)
        return {"w": w, "x": np.minimum(x, w), "y": np.minimum(y, 2.0 - w), "r": np.maximum(self.radii(w, x, y), 0.0)}
