"""Search view of binary_code: a list of orbits of words of even weight, each taken if the distance stays; then every other orbit in order.

The orbits are those of a rotation of `turn` coordinates in `blocks` blocks (the rest stays fixed); for short codes of the identity. Only orbits
that are codes by themselves are listed, and of very many only some, spread evenly.
"""

import numpy as np

TURN = {17: 17, 21: 7, 22: 21}  # by length
PICKS = {(9, 4): 12, (10, 4): 20, (11, 4): 28, (12, 4): 40, (13, 6): 16, (17, 6): 12, (21, 10): 6, (22, 10): 4}
SAMPLE, LISTED = 1 << 15, 4096  # words that are looked at, orbits that are kept


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        n, d = int(inputs["n"]), int(inputs["d"])
        self.d, self.turn = d, TURN.get(n, 1)
        self.blocks = n // self.turn if self.turn > 1 else 0
        half = np.arange(2 ** (n - 1)) if n <= 17 else np.arange(SAMPLE) * (2 ** (n - 1) // SAMPLE * 2 - 1) % 2 ** (n - 1)
        words = half * 2 + np.bitwise_count(half) % 2  # a parity bit below
        orbits = np.stack([self.rotated(words, by) for by in range(self.turn)])
        good = (orbits[0] == orbits.min(axis=0)) if n <= 17 else np.ones(len(words), dtype=bool)
        for turned in orbits[1:]:
            apart = np.bitwise_count(orbits[0] ^ turned)
            good &= (apart == 0) | (apart >= d)
        self.orbits = orbits[:, good][:, :LISTED]
        self.high = self.orbits.shape[1] - 1
        self.size = PICKS.get((n, d), 12)
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
