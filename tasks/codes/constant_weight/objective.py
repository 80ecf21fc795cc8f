"""Search view of constant_weight: a list of orbits of words, each taken if the distance stays; then every other orbit in order.

The orbits are those of a rotation of `turn` coordinates in `blocks` blocks (the rest stays fixed); for short codes of the identity. Only orbits
that are codes by themselves are listed.
"""

from functools import cache

import numpy as np

TURN = {29: 7}  # by length
PICKS = {(10, 4, 5): 16, (11, 4, 5): 24, (12, 4, 5): 28, (13, 6, 5): 9, (14, 6, 7): 18, (29, 8, 5): 6}


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        n, d, weight = (int(inputs[name]) for name in ("n", "d", "weight"))
        self.d, self.turn = d, TURN.get(n, 1)
        self.blocks = n // self.turn if self.turn > 1 else 0
        words = of_weight(n, weight)
        orbits = np.stack([self.rotated(words, by) for by in range(self.turn)])
        good = orbits[0] == orbits.min(axis=0)
        for turned in orbits[1:]:
            apart = np.bitwise_count(orbits[0] ^ turned)
            good &= (apart == 0) | (apart >= d)
        self.orbits = orbits[:, good]
        self.high = self.orbits.shape[1] - 1
        self.size = PICKS.get((n, d, weight), 12)
        self.rows = {}

    def rotated(self, words, by):
        """Every block of `turn` bits turned by `by`."""
        for block in range(self.blocks):
            low = block * self.turn
            mask = (1 << self.turn) - 1 << low
            part = (words & mask) >> low
            words = words & ~mask | ((part << by | part >> self.turn - by) & (1 << self.turn) - 1) << low
        return words

    def row(self, number):
        """Bits of the orbits with a word too near to those of the orbit, itself included."""
        if number not in self.rows:
            near = np.zeros(self.high + 1, dtype=bool)
            for turned in self.orbits:
                near |= np.bitwise_count(turned ^ self.orbits[0, number]) < self.d
            near[number] = True
            self.rows[number] = int.from_bytes(np.packbits(near, bitorder="little").tobytes(), "little")
        return self.rows[number]

    def words(self, z):
        free = (1 << self.high + 1) - 1
        chosen = []
        for number in z:
            number = min(max(int(number), 0), self.high)
            if free >> number & 1:
                chosen.append(number)
                free &= ~self.row(number)
        while free:
            number = (free & -free).bit_length() - 1
            chosen.append(number)
            free &= ~self.row(number)
        return np.unique(self.orbits[:, chosen])

    def value(self, z):
        return -float(len(self.words(z)))

    def answer(self, z):
        return {"w": self.words(z)}


@cache
def of_weight(n, weight):
    """All words of n bits with that many ones, in increasing order."""
    if weight in (0, n):
        return np.array([2**weight - 1])
    return np.concatenate((of_weight(n - 1, weight), of_weight(n - 1, weight - 1) | 1 << n - 1))
