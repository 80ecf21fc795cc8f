"""Search view of minimax_poly: the genotype bends the values of the interpolation polynomial at its Chebyshev nodes.

0.5 everywhere is the interpolation polynomial itself; 0 and 1 move its value at one node by REACH times its largest error. The real
coefficients are then rounded along a pairwise reduced basis of the coefficient lattice: rounding them one by one would cost far
more, because a change of one coefficient by one unit changes the whole polynomial.
"""

import numpy as np

POINTS = 257  # the search looks at every 16th point of the table; the score at 65,537
REACH = 4.0


class Objective:
    kind = "vector"
    low, high = 0.0, 1.0

    def __init__(self, inputs):
        degree, self.bits = int(inputs["deg"]), int(inputs["bits"])
        table = np.asarray(inputs["table"], dtype=np.float64)
        x = np.linspace(float(inputs["lo"]), float(inputs["hi"]), table.size)
        self.size = degree + 1
        nodes = np.rint((0.5 - 0.5 * np.cos(np.pi * (np.arange(self.size) + 0.5) / self.size)) * (table.size - 1)).astype(np.int64)
        inverse = np.linalg.inv(np.vander(x[nodes], increasing=True)) * 2.0**self.bits
        pick = np.linspace(0, table.size - 1, POINTS).astype(np.int64)
        self.powers = np.vander(x[pick], self.size, increasing=True) / table[pick, None] / 2.0**self.bits
        self.steps = reduced(self.powers.T @ self.powers)
        unit = np.linalg.inv(self.steps)
        real = inverse @ table[nodes]
        reach = REACH * max(np.abs(self.powers @ real - 1.0).max(), 2.0**-self.bits)
        self.start = unit @ real  # in lattice steps
        self.bend = unit @ inverse * (2.0 * reach * table[nodes])
        self.effect = self.powers @ self.steps

    def lattice(self, z):
        bent = np.minimum(np.maximum(np.asarray(z, dtype=np.float64), 0.0), 1.0) - 0.5
        return np.rint(self.start + self.bend @ bent)

    def value(self, z):
        worst = float(np.abs(self.effect @ self.lattice(z) - 1.0).max())
        return float(np.log10(worst)) if worst > 1e-300 else -300.0

    def answer(self, z):
        return {"c": self.steps @ self.lattice(z).astype(np.int64)}


def reduced(gram):
    """Unimodular integer matrix [size, size] whose columns are shorter lattice steps, given the Gram matrix of the unit steps."""
    size = len(gram)
    steps = np.eye(size, dtype=np.int64)
    changed = True
    while changed:  # every change shortens a step, so this ends
        changed = False
        for i in range(size):
            row = steps.T @ (gram @ steps[:, i])
            for j in range(size):
                k = round(row[j] / float(steps[:, j] @ gram @ steps[:, j])) if i != j else 0
                if k:
                    steps[:, i] -= k * steps[:, j]
                    changed = True
                    break
    return steps
