"""Search view of minimax_poly: the genotype is a step from the rounded interpolation polynomial, in units of the last bit."""

import numpy as np

POINTS = 257  # the search looks at every 16th point of the table; the score at 65,537


class Objective:
    kind = "integers"
    low, high = -3, 3

    def __init__(self, inputs):
        degree, bits = int(inputs["deg"]), int(inputs["bits"])
        table = np.asarray(inputs["table"], dtype=np.float64)
        x = np.linspace(float(inputs["lo"]), float(inputs["hi"]), table.size)
        self.size = degree + 1
        nodes = np.rint((0.5 - 0.5 * np.cos(np.pi * (np.arange(self.size) + 0.5) / self.size)) * (table.size - 1)).astype(np.int64)
        real = np.linalg.solve(np.vander(x[nodes], increasing=True), table[nodes])
        self.start = np.rint(real * 2.0**bits).astype(np.int64)
        pick = np.linspace(0, table.size - 1, POINTS).astype(np.int64)
        basis = np.vander(x[pick], self.size, increasing=True) / table[pick, None] / 2.0**bits
        self.basis, self.error = basis, basis @ self.start - 1.0

    def value(self, z):
        worst = float(np.abs(self.basis @ np.asarray(z, dtype=np.float64) + self.error).max())
        return float(np.log10(worst)) if worst > 1e-300 else -300.0

    def answer(self, z):
        return {"c": self.start + np.asarray(z, dtype=np.int64)}
