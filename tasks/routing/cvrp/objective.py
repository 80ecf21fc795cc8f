import numpy as np


class Objective:
    """Permutation: the order of the customers (number k is customer k + 1); a new route begins when the next one does not fit.

    Value: the length of all routes.
    """

    kind = "permutation"

    def __init__(self, inputs):
        xy = np.asarray(inputs["xy"], dtype=np.int64)
        square = ((xy[:, None] - xy[None, :]) ** 2).sum(axis=2)
        d = np.floor(np.sqrt(square) + 0.5).astype(np.int64)
        self.home, self.d = d[0, 1:].tolist(), d[1:, 1:].tolist()
        self.demand, self.capacity = [int(v) for v in inputs["demand"][1:]], int(inputs["Q"])
        self.size, self.low, self.high = len(self.home), 0, len(self.home) - 1

    def value(self, z):
        d, home, demand, capacity = self.d, self.home, self.demand, self.capacity
        last = z[0]
        total, room = home[last], capacity
        for k in z:
            room -= demand[k]
            if room >= 0:
                total += d[last][k]
            else:
                total += home[last] + home[k]
                room = capacity - demand[k]
            last = k
        return total + home[last]

    def answer(self, z):
        route, room = [], self.capacity
        for k in z:
            room -= self.demand[k]
            if room < 0:
                route.append(0)
                room = self.capacity - self.demand[k]
            route.append(int(k) + 1)
        return {"route": route}
