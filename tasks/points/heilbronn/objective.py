"""Search view of heilbronn: the genotype is n points of the unit square (all u, then all v), mapped into the region."""

import numpy as np


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        self.n, self.region = int(inputs["n"]), inputs["region"]
        self.size = 2 * self.n
        triples = [(i, j, k) for i in range(self.n) for j in range(i) for k in range(j)]
        self.i, self.j, self.k = (np.array(column) for column in zip(*triples, strict=True))

    def points(self, z):
        """Points p, shape [2, n], inside the region."""
        p = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0).reshape(2, self.n)
        if self.region == "triangle":
            return np.where(p.sum(axis=0) > 1.0, 1.0 - p, p)  # fold the upper half of the square onto the triangle
        if self.region == "disk":
            r, angle = np.sqrt(p[0]) * (1.0 - 1e-9), 2.0 * np.pi * p[1]
            return np.stack((r * np.cos(angle), r * np.sin(angle)))
        return p

    def area(self, p):
        if self.region == "square":
            return 1.0
        if self.region == "triangle":
            return 0.5
        return float(np.pi) if self.region == "disk" else hull_area(list(zip(*p.tolist(), strict=True)))

    def value(self, z):
        p = self.points(z)
        a = p[:, self.i]
        b, c = p[:, self.j] - a, p[:, self.k] - a
        smallest = float(np.abs(b[0] * c[1] - b[1] * c[0]).min()) / (2.0 * max(self.area(p), 1e-9))
        return -smallest if smallest == smallest else 0.0

    def answer(self, z):
        return {"p": self.points(z).T.copy()}


def hull_area(points):
    """Area of the convex hull (monotone chain)."""
    points = sorted(points)
    total = 0.0
    for chain in (points, points[::-1]):
        hull = []
        for q in chain:
            while len(hull) > 1 and cross(hull[-2], hull[-1], q) <= 0.0:
                hull.pop()
            hull.append(q)
        total += sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(hull, hull[1:], strict=False))
    return 0.5 * abs(total)


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
