"""Search view of circles_in_region: the genotype is n points of the unit square, mapped into the region; radii are grown for them."""

import numpy as np

ROUNDS = 5  # growth rounds; more rounds give a little more sum and cost 6 µs each


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n, self.region = int(inputs["n"]), inputs["region"]
        self.size = 2 * self.n
        self.far = np.where(np.eye(self.n, dtype=bool), 8.0, 0.0)  # keeps a disk out of its own neighbours

    def centres(self, z):
        """Centres x, y inside the region: half of the square folded onto the triangle, its upper right quarter turned into the L."""
        p = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        x, y = p[: self.n], p[self.n :]
        if self.region == "triangle":
            over = x + y > 1.0
            return np.where(over, (1.0 - x) * (1.0 - 1e-9), x), np.where(over, (1.0 - y) * (1.0 - 1e-9), y)
        if self.region == "disk":
            r, angle = np.sqrt(x) * (1.0 - 1e-9), 2.0 * np.pi * y
            return r * np.cos(angle), r * np.sin(angle)
        return np.where((x > 0.5) & (y > 0.5), x - 0.5, x), y

    def walls(self, x, y):
        """Distance of every centre from the border, shape [n]."""
        if self.region == "disk":
            return 1.0 - np.sqrt(x * x + y * y)
        if self.region == "triangle":
            return np.minimum(np.minimum(x, y), 0.7071067811865475 * (1.0 - x - y))
        corner = np.hypot(np.maximum(0.5 - x, 0.0), np.maximum(0.5 - y, 0.0))
        return np.minimum(np.minimum(corner, np.minimum(x, y)), 1.0 - np.maximum(x, y))

    def radii(self, x, y):
        """Radii for fixed centres, shape [n]: half the room to the nearest neighbour, then every disk takes half of what is left."""
        dx, dy = x[:, None] - x, y[:, None] - y
        room = np.sqrt(dx * dx + dy * dy) + self.far
        wall = self.walls(x, y)
        r = np.minimum(wall, 0.5 * room.min(axis=1))
        for _ in range(ROUNDS):
            r = np.minimum(wall, r + 0.5 * ((room - r).min(axis=1) - r))
        return r

    def value(self, z):
        total = float(self.radii(*self.centres(z)).sum())
        return -total if total == total else 1.0

    def answer(self, z):
        x, y = self.centres(z)
        return {"x": x, "y": y, "r": np.maximum(self.radii(x, y), 0.0)}
