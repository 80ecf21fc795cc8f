"""Search view of sum_difference: the genotype is a list of numbers; repeated ones count once, the smallest is moved to 0."""

import math

SIZES = {("ratio", 32): (24, 60), ("ratio", 64): (36, 110), ("ratio", 128): (48, 160), ("ratio", 512): (64, 240)}
SIZES |= {("lemma", 1000): (16, 120), ("lemma", 10000): (24, 400)}


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        self.ratio = inputs["form"] == "ratio"
        key = (inputs["form"], int(inputs["size_max"] if self.ratio else inputs["value_max"]))
        self.size, self.high = SIZES.get(key, (min(24, key[1]), 60))

    def members(self, z):
        """Sorted distinct numbers from 0 on, at least two."""
        a = sorted({min(max(int(x), 0), self.high) for x in z})
        return [x - a[0] for x in a] if len(a) > 1 else [0, 1]

    def value(self, z):
        a = self.members(z)
        top = a[-1]
        mask = sum(1 << x for x in a)
        sums = differences = 0
        for x in a:
            sums |= mask << x
            differences |= mask << top - x
        sums, differences = sums.bit_count(), differences.bit_count()
        if self.ratio:
            return -math.log(sums / len(a)) / math.log(differences / len(a))
        return -1.0 - math.log(differences / sums) / math.log(2 * top + 1)

    def answer(self, z):
        return {"a": self.members(z)}
