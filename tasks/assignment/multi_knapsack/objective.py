import numpy as np


class Objective:
    """Bits: the items that are wanted; they are taken in falling profit while they fit, the others are left out.

    Value: minus the profit. Loads of all constraints are the 48-bit fields of one integer; a load above its capacity borrows the guard bit.
    """

    kind = "bits"

    def __init__(self, inputs):
        profit, w = [int(v) for v in inputs["p"]], np.asarray(inputs["w"]).T.tolist()
        self.size, self.low, self.high = len(profit), 0, 1
        order = sorted(range(self.size), key=lambda j: (-profit[j], j))
        self.items = [(j, profit[j], self._pack(w[j])) for j in order]
        self.guard = self._pack([1 << 47] * len(inputs["c"]))
        self.room = self._pack([int(v) for v in inputs["c"]]) + self.guard

    def _pack(self, numbers):
        return sum(int(v) << 48 * i for i, v in enumerate(numbers))

    def _take(self, z):
        room, guard, total, chosen = self.room, self.guard, 0, []
        for j, profit, weight in self.items:
            if z[j]:
                rest = room - weight
                if rest & guard == guard:
                    room = rest
                    total += profit
                    chosen.append(j)
        return total, chosen

    def value(self, z):
        return -self._take(z)[0]

    def answer(self, z):
        x = [0] * self.size
        for j in self._take(z)[1]:
            x[j] = 1
        return {"x": x}
