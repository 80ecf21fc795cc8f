import numpy as np


class Objective:
    """Permutation: places in the order of the visit (number k is place k + 1); one that would make the tour too long is left out.

    Value: minus the prize.
    """

    kind = "permutation"

    def __init__(self, inputs):
        xy = np.asarray(inputs["xy"], dtype=np.int64)
        square = ((xy[:, None] - xy[None, :]) ** 2).sum(axis=2)
        self.d = np.floor(np.sqrt(square) + 0.5).astype(np.int64).tolist()
        self.prize, self.limit = [int(v) for v in inputs["prize"]], int(inputs["limit"])
        self.size, self.low, self.high = len(xy) - 1, 0, len(xy) - 2

    def _visit(self, z):
        d, home = self.d, self.d[0]
        room, row, chosen = self.limit, home, []
        for k in z:
            v = k + 1
            rest = room - row[v]
            if rest >= home[v]:
                room, row = rest, d[v]
                chosen.append(v)
        return chosen

    def value(self, z):
        prize = self.prize
        return -sum(prize[v] for v in self._visit(z))

    def answer(self, z):
        return {"tour": [0] + [int(v) for v in self._visit(z)]}
