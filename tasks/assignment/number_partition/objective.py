from math import log2


class Objective:
    """Integers: the group of every number. Value: log2(1 + largest − smallest sum)."""

    kind = "integers"

    def __init__(self, inputs):
        self.a, self.k = [int(v) for v in inputs["a"]], int(inputs["k"])
        self.size, self.low, self.high = len(self.a), 0, self.k - 1

    def value(self, z):
        sums = [0] * self.k
        for number, group in zip(self.a, z, strict=True):
            sums[group] += number
        return log2(1 + max(sums) - min(sums))

    def answer(self, z):
        return {"g": [int(v) for v in z]}
