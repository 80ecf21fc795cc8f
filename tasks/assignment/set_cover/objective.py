import numpy as np


class Objective:
    """Integers: up to 40 sets that are taken in this order if they hold an element that is still open.

    Then every open element, in rising order, takes the first set that holds it. Value: the cost.
    """

    kind = "integers"

    def __init__(self, inputs):
        ptr, idx = np.asarray(inputs["ptr"]).tolist(), np.asarray(inputs["idx"]).tolist()
        self.cost, n = [int(c) for c in inputs["cost"]], int(inputs["n"])
        sets = len(self.cost)
        self.size, self.low, self.high = min(40, sets), 0, sets - 1
        self.mask, self.first = [0] * sets, [-1] * n
        for k in range(sets):
            for element in idx[ptr[k] : ptr[k + 1]]:
                self.mask[k] |= 1 << element
                if self.first[element] < 0 or self.cost[k] < self.cost[self.first[element]]:
                    self.first[element] = k
        self.all = (1 << n) - 1

    def _take(self, z):
        left, mask, chosen = self.all, self.mask, []
        for k in z:
            if mask[k] & left:
                left &= ~mask[k]
                chosen.append(int(k))
        while left:
            k = self.first[(left & -left).bit_length() - 1]
            left &= ~mask[k]
            chosen.append(k)
        return chosen

    def value(self, z):
        cost = self.cost
        return sum(cost[k] for k in self._take(z))

    def answer(self, z):
        return {"s": self._take(z)}
