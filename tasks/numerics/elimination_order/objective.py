"""Search view of elimination_order: the order itself; the value is the fill."""

import numpy as np


class Objective:
    kind = "permutation"

    def __init__(self, inputs):
        self.size, self.low, self.high = int(inputs["n"]), 0, int(inputs["n"]) - 1
        self.edges = np.asarray(inputs["edges"])

    def value(self, z):
        place = np.empty(self.size, dtype=np.int64)
        place[np.array(z)] = np.arange(self.size)
        below = [0] * self.size
        for i, j in np.sort(place[self.edges], axis=1).tolist():
            below[i] |= 1 << j
        total = -len(self.edges)
        for column in range(self.size):
            column = below[column]
            if column:
                total += column.bit_count()
                first = column & -column
                below[first.bit_length() - 1] |= column ^ first
        return total

    def answer(self, z):
        return {"order": [int(v) for v in z]}
