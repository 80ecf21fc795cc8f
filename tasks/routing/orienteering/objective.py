import numpy as np


class Objective:
    """Permutation: priorities of the places (number k is place k + 1). Of the 4 nearest places that are left and from which the way home is
    still short enough, the one that comes first in the permutation is visited next.

    Value: minus the prize.
    """

    kind = "permutation"

    def __init__(self, inputs):
        xy = np.asarray(inputs["xy"], dtype=np.int64)
        square = ((xy[:, None] - xy[None, :]) ** 2).sum(axis=2)
        d = np.floor(np.sqrt(square) + 0.5).astype(np.int64)
        self.home = d[0].tolist()
        order = np.argsort(d, axis=1, kind="stable")
        ways = np.take_along_axis(d, order, axis=1)
        self.near = [[pair for pair in zip(*rows, strict=True) if pair[0]] for rows in zip(order.tolist(), ways.tolist(), strict=True)]
        self.prize, self.limit = [int(v) for v in inputs["prize"]], int(inputs["limit"])
        self.size, self.low, self.high = len(xy) - 1, 0, len(xy) - 2

    def _visit(self, z):
        rank = [0] * (self.size + 1)
        for place, k in enumerate(z):
            rank[k + 1] = place
        home, near, room, at, chosen = self.home, self.near, self.limit, 0, []
        left = [True] * (self.size + 1)
        while True:
            found, best, way, seen = -1, self.size, 0, 0
            for v, length in near[at]:
                if left[v] and length + home[v] <= room:
                    if rank[v] < best:
                        found, best, way = v, rank[v], length
                    seen += 1
                    if seen == 4:
                        break
                elif length > room:
                    break
            if found < 0:
                return chosen
            left[found] = False
            room -= way
            at = found
            chosen.append(found)

    def value(self, z):
        prize = self.prize
        return -sum(prize[v] for v in self._visit(z))

    def answer(self, z):
        return {"tour": [0] + [int(v) for v in self._visit([int(k) for k in z])]}
