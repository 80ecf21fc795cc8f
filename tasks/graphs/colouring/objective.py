import numpy as np


class Objective:
    """Permutation: the order in which vertices get the lowest colour that no neighbour has.

    Value: k + 1 - (sum of squared class sizes) / n^2, with k colours.
    """

    kind = "permutation"

    def __init__(self, inputs):
        n = int(inputs["n"])
        self.size, self.low, self.high = n, 0, n - 1
        self.near = [0] * n
        for u, v in np.asarray(inputs["edges"]).tolist():
            self.near[u] |= 1 << v
            self.near[v] |= 1 << u

    def _classes(self, z):
        near, classes = self.near, []
        for u in z:
            mine = near[u]
            for k, taken in enumerate(classes):
                if not mine & taken:
                    classes[k] = taken | 1 << int(u)
                    break
            else:
                classes.append(1 << int(u))
        return classes

    def value(self, z):
        classes = self._classes(z)
        return len(classes) + 1 - sum(c.bit_count() ** 2 for c in classes) / self.size**2

    def answer(self, z):
        colour = [0] * self.size
        for k, members in enumerate(self._classes(z)):
            for u in range(self.size):
                if members >> u & 1:
                    colour[u] = k
        return {"c": colour}
