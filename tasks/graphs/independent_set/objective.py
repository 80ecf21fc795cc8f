import numpy as np


class Objective:
    """Integers: n/8 vertices that are taken first, in this order, then all others by index, unless next to a taken one.

    Value: minus the size of the set.
    """

    kind = "integers"

    def __init__(self, inputs):
        n = int(inputs["n"])
        self.vertices = n
        self.size, self.low, self.high = n // 8, 0, n - 1
        self.near = [[u] for u in range(n)]
        for u, v in np.asarray(inputs["edges"]).tolist():
            self.near[u].append(v)
            self.near[v].append(u)

    def _take(self, z):
        free, near, chosen = [True] * self.vertices, self.near, []
        for first in z, range(self.vertices):
            for u in first:
                if free[u]:
                    chosen.append(int(u))
                    for v in near[u]:
                        free[v] = False
        return chosen

    def value(self, z):
        return -len(self._take(z))

    def answer(self, z):
        return {"v": self._take(z)}
