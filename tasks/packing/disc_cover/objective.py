"""Search view of disc_cover: the genotype is the n centres (all x, then all y); the value is the radius that covers the square."""

import numpy as np

SAMPLES = 9  # per side; the distance at one of them bounds the radius from below, and from above with half a cell's diagonal added
REACH = 0.5 * 2.0**0.5 / (SAMPLES - 1)


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n = n = int(inputs["n"])
        self.size = 2 * n
        ticks = np.linspace(0.0, 1.0, SAMPLES)
        self.u, self.v = (axis.ravel()[:, None] for axis in np.meshgrid(ticks, ticks))
        self.i, self.j = np.triu_indices(n, 1)
        triples = [(i, j, k) for i in range(n) for j in range(i + 1, n) for k in range(j + 1, n)]
        self.three = np.array(triples, dtype=np.int64).reshape(-1, 3).T

    def centres(self, z):
        p = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        return p[: self.n], p[self.n :]

    def value(self, z):
        """Largest distance from the nearest centre, over the points as far from three centres, or from two on an edge, and the corners."""
        x, y = self.centres(z)
        low = float((((self.u - x) ** 2 + (self.v - y) ** 2).min(axis=1)).max())
        if not 0.0 <= low <= 2.0:
            return 2.0
        high = (low**0.5 + REACH) ** 2
        points = [self.near(*part, low, high) for part in (*self.edge_points(x, y), self.middles(x, y))]
        u, v = (np.concatenate(part)[:, None] for part in zip(*points, strict=True))
        far = ((u - x) ** 2 + (v - y) ** 2).min(axis=1)
        return max(low, float(far.max(initial=0.0))) ** 0.5

    def near(self, u, v, square, low, high):
        """Points in the square whose squared distance from their own centres can be the largest."""
        kept = (square >= low) & (square <= high) & (np.minimum(u, v) >= 0.0) & (np.maximum(u, v) <= 1.0)
        return u[kept], v[kept]

    def edge_points(self, x, y):
        """Points of the four edges as far from two centres, and the square of that distance."""
        for along, across, turned in ((y, x, False), (x, y, True)):
            a, b, c, d = along[self.i], along[self.j], across[self.i], across[self.j]
            step = np.where(np.abs(b - a) < 1e-12, 1e-12, b - a)
            for wall in (0.0, 1.0):
                t = ((d - c) * (d + c - 2.0 * wall) + (b - a) * (b + a)) / (2.0 * step)
                side = np.full(len(t), wall)
                square = (t - a) ** 2 + (wall - c) ** 2
                yield (t, side, square) if turned else (side, t, square)

    def middles(self, x, y):
        """Centres of the circles through three centres, and their squared radii."""
        i, j, k = self.three
        p, q = x[i], y[i]
        a, b, c, d = x[j] - p, y[j] - q, x[k] - p, y[k] - q
        turn = 2.0 * (a * d - b * c)
        turn = np.where(np.abs(turn) < 1e-12, 1e-12, turn)
        e, f = a * a + b * b, c * c + d * d
        u, v = (d * e - b * f) / turn, (a * f - c * e) / turn
        return p + u, q + v, u * u + v * v

    def answer(self, z):
        x, y = self.centres(z)
        return {"x": x, "y": y}
