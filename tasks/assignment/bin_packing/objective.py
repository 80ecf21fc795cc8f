class Objective:
    """Permutation: items in this order by next fit (a bin is closed when the next item does not fit).

    Value: bins minus the mean squared free share of a bin, so that uneven filling is preferred among equals.
    """

    kind = "permutation"

    def __init__(self, inputs):
        self.capacity = int(inputs["C"])
        self.s = [int(v) for v in inputs["s"]]
        self.size, self.low, self.high = len(self.s), 0, len(self.s) - 1

    def value(self, z):
        s, capacity = self.s, self.capacity
        free, bins, waste = capacity, 1, 0
        for item in z:
            free -= s[item]
            if free < 0:
                free += s[item]
                waste += free * free
                bins += 1
                free = capacity - s[item]
        return bins - (waste + free * free) / (bins * capacity * capacity)

    def answer(self, z):
        free, current, where = self.capacity, 0, [0] * self.size
        for item in z:
            free -= self.s[item]
            if free < 0:
                current += 1
                free = self.capacity - self.s[item]
            where[item] = current
        return {"bin": where}
