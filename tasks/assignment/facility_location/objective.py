import numpy as np


class Objective:
    """Integers: the facilities to open (repeats don't matter).

    Customers, by falling demand, go to the cheapest open facility with room; if none has room, to the cheapest of all with room,
    which is then open too. Value: the cost.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.open_cost = np.asarray(inputs["open_cost"], dtype=np.int64)
        self.cost, demand = np.asarray(inputs["cost"], dtype=np.int64), np.asarray(inputs["demand"], dtype=np.int64)
        self.cap = [int(v) for v in inputs["cap"]]
        facilities, customers = self.cost.shape
        self.size, self.low, self.high = min(int(inputs["most"]), 12), 0, facilities - 1
        self.tight = min(self.cap) < int(demand.sum())
        order = np.argsort(-demand, kind="stable").tolist()
        near = np.argsort(self.cost, axis=0, kind="stable").T.tolist()
        self.rows = [(j, int(demand[j]), near[j]) for j in order]
        self.columns = np.arange(customers)

    def _assign(self, z):
        chosen = sorted({int(k) for k in z})
        if not self.tight:
            return np.array(chosen)[self.cost[chosen].argmin(axis=0)]
        at, room, is_open = [0] * len(self.rows), list(self.cap), [False] * len(self.cap)
        for k in chosen:
            is_open[k] = True
        for j, demand, near in self.rows:
            spare = -1
            for k in near:
                if room[k] >= demand:
                    if is_open[k]:
                        break
                    if spare < 0:
                        spare = k
            else:
                k = spare
                is_open[k] = True
            room[k] -= demand
            at[j] = k
        return np.array(at)

    def value(self, z):
        at = self._assign(z)
        return int(self.open_cost[np.unique(at)].sum() + self.cost[at, self.columns].sum())

    def answer(self, z):
        return {"at": self._assign(z).tolist()}
