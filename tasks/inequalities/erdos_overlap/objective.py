"""Search view of erdos_overlap: the genotype is the left half of a symmetric step function on 2 x size pieces."""

import numpy as np

HALF = {51: 25, 200: 40, 600: 60, 4096: 80}  # free heights by n_max; a coarse function is also a function of the fine class


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        n_max = int(inputs["n_max"])
        self.size = HALF.get(n_max, max(1, min(n_max // 2, 60)))
        self.n = 2 * self.size

    def heights(self, z):
        """Heights in [0, 1] with mean 1/2, shape [n]: the surplus is taken from (given to) each piece in proportion to its room."""
        h = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0)
        mean = float(h.sum()) / self.size
        if mean > 0.5:
            h = h * (0.5 / mean)
        elif mean < 0.5:
            h = 1.0 - (1.0 - h) * (0.5 / (1.0 - mean))
        return np.concatenate((h, h[::-1]))

    def value(self, z):
        h = self.heights(z)
        overlap = float(np.correlate(h, 1.0 - h, "full").max()) * 2.0 / self.n
        return overlap if overlap == overlap else 2.0

    def answer(self, z):
        return {"h": self.heights(z)}
