"""Search view of hexagons_in_hexagon: the genotype is the centres (all x, all y) and the angles / 60 degrees, up to the scale of the centres.

The centres are spread by the least factor that separates all pairs, as the scorer does; the value is the logarithm of the side.
"""

import numpy as np

LEAST = 1e-6  # gaps below this count as this: coincident hexagons get a large side
SIXTH, APOTHEM = np.pi / 3.0, 0.75**0.5
NORMALS = SIXTH * np.arange(6) + 0.5 * SIXTH
WALLS = np.stack((np.cos(NORMALS), np.sin(NORMALS)))  # of the container, shape [2, 6]


def reach(turn):
    """Distance from the centre of a unit hexagon to its support line whose normal is `turn` away from a corner."""
    return np.cos(turn - SIXTH * np.rint(turn / SIXTH))


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
        x, y, a = p[0], p[1], p[2] * SIXTH
        i, j = self.i, self.j
        dx, dy = x[i] - x[j], y[i] - y[j]
        far, way = np.hypot(dx, dy), np.arctan2(dy, dx) - 0.5 * SIXTH
        along = np.maximum(reach(way - a[i]), reach(way - a[j]))  # along the nearest edge normal of either hexagon
        factor = float(((APOTHEM + reach(a[i] - a[j] - 0.5 * SIXTH)) / np.maximum(far * along, LEAST)).max())
        return factor * x, factor * y, a

    def value(self, z):
        x, y, a = self.spread(z)
        g = (WALLS[0] * x[:, None] + WALLS[1] * y[:, None] + reach(a - 0.5 * SIXTH)[:, None]).max(axis=0)
        side = max(float((g[:3] + g[3:]).max()), 2.0 / 3.0 * float(g[::2].sum()), 2.0 / 3.0 * float(g[1::2].sum())) / (2.0 * APOTHEM)
        return float(np.log(side)) if 0.0 < side < 1e9 else 21.0

    def answer(self, z):
        x, y, a = self.spread(z)
        return {"x": x, "y": y, "theta": a}
