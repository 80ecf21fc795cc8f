"""Search view of model_placement: every model's preferred GPU.

Models are placed from the largest to the smallest, each on its preferred GPU or, where that has no room, on the next one (cyclic) that
has. Where even that fails, all are placed first fit in the same order.
"""

import numpy as np


class Objective:
    kind = "integers"

    def __init__(self, inputs):
        self.M, self.G = int(inputs["M"]), int(inputs["G"])
        self.s, self.d = np.asarray(inputs["need"]).tolist(), np.asarray(inputs["demand"]).tolist()
        self.size, self.low, self.high = len(self.s), 0, self.G - 1
        self.order = sorted(range(self.size), key=lambda i: -self.s[i])

    def place(self, z):
        """GPU of every model; None if some model finds no room."""
        free, at = [self.M] * self.G, [0] * self.size
        for i in self.order:
            g = z[i]
            if free[g] <= self.s[i]:
                g = next((h % self.G for h in range(g + 1, g + self.G) if free[h % self.G] > self.s[i]), None)
                if g is None:
                    return None
            free[g] -= self.s[i]
            at[i] = g
        return at

    def first_fit(self):
        free, at = [self.M] * self.G, [0] * self.size
        for i in self.order:
            at[i] = next(g for g in range(self.G) if free[g] > self.s[i])
            free[at[i]] -= self.s[i]
        return at

    def placed(self, z):
        return self.place([int(v) for v in z]) or self.first_fit()

    def value(self, z):
        free, load = [self.M] * self.G, [0] * self.G
        for i, g in enumerate(self.placed(z)):
            free[g] -= self.s[i]
            load[g] += self.d[i]
        return max([d / f for d, f in zip(load, free)])  # noqa: B905 # one length

    def answer(self, z):
        return {"at": self.placed(z)}
