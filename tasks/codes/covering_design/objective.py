"""Search view of covering_design: the genotype is a list of blocks by their number in lexicographic order; equal ones count once."""

from itertools import combinations

SIZES = {(8, 4, 3): 14, (9, 5, 4): 30, (10, 5, 4): 51, (10, 6, 5): 50, (11, 6, 4): 32, (13, 7, 4): 30}  # good sizes


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        v, k, t = (int(inputs[name]) for name in ("v", "k", "t"))
        self.blocks = list(combinations(range(v), k))
        self.t = t
        self.bit = {one: 1 << i for i, one in enumerate(combinations(range(v), t))}
        self.size = SIZES.get((v, k, t), len(self.blocks) // 4 + 1)
        self.high = len(self.blocks) - 1
        self.masks = {}

    def mask(self, number):
        """Bits of the t-sets in the block."""
        if number not in self.masks:
            self.masks[number] = sum(map(self.bit.__getitem__, combinations(self.blocks[number], self.t)))
        return self.masks[number]

    def chosen(self, z):
        return {min(max(int(number), 0), self.high) for number in z}

    def value(self, z):
        covered, chosen = 0, self.chosen(z)
        for number in chosen:
            covered |= self.mask(number)
        return float(len(chosen) + len(self.bit) - covered.bit_count())

    def answer(self, z):
        return {"b": [list(self.blocks[number]) for number in sorted(self.chosen(z))]}
