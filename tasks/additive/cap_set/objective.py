"""Search view of cap_set: the genotype is a list of orbits of a symmetry; each is taken, in order, if the set stays a cap.

Symmetry by n: none for n = 4; v -> -v for n = 5; sign changes of whole coordinate pairs for n = 6; any even number of sign changes
from n = 7 on, whose orbits are "all vectors with this support" (the full support splits by the parity of its twos). An orbit of a
group of sign changes is a cap by itself: three of its vectors agree wherever they sum to zero.
"""

import numpy as np

PICKS = {4: 20, 5: 24, 6: 14, 7: 7, 8: 9}  # length of the list: a little more than fits into a good cap of this symmetry
BLOCKS = {4: (), 5: ((0, 5),), 6: ((0, 2), (2, 4), (4, 6))}


class Objective:
    kind = "integers"
    low = 0

    def __init__(self, inputs):
        n = int(inputs["n"])
        self.size = PICKS.get(n, n)
        self.digits = np.arange(3**n)[:, None] // 3 ** np.arange(n) % 3
        labels = orbit_labels(self.digits, n)
        order = np.argsort(labels, kind="stable")
        cuts = np.flatnonzero(np.diff(labels[order])) + 1
        self.members = np.split(order, cuts)
        self.orbit_of = np.empty(3**n, dtype=np.int64)
        self.orbit_of[order] = np.repeat(np.arange(len(self.members)), np.diff(np.concatenate(([0], cuts, [3**n]))))
        self.high = len(self.members) - 1
        half = n // 2
        self.split = 3**half
        self.third_low, self.third_high = thirds(half), thirds(n - half) * self.split
        self.rows = {}

    def row(self, number):
        """Orbit of the third point on the line through the orbit's first vector and each vector, shape [3^n]."""
        if number not in self.rows:
            first = int(self.members[number][0])
            line = self.third_high[first // self.split][:, None] + self.third_low[first % self.split]
            self.rows[number] = self.orbit_of[line.ravel()]
        return self.rows[number]

    def cap(self, z):
        """Indices of the vectors of the cap that the list z of orbits builds."""
        blocked = set()
        chosen = np.empty(0, dtype=np.int64)
        for number in z:
            number = min(max(int(number), 0), self.high)
            if number in blocked:
                continue
            row = self.row(number)
            met = set(row[chosen].tolist())
            if number in met:  # two vectors of this orbit and one chosen vector are in line
                continue
            own = self.members[number]
            blocked |= met
            blocked.update(row[own].tolist())
            chosen = np.concatenate((chosen, own))
        return chosen

    def value(self, z):
        return -float(self.cap(z).size)

    def answer(self, z):
        return {"v": self.digits[self.cap(z)]}


def orbit_labels(digits, n):
    """One number per vector, equal for vectors of the same orbit."""
    if n > 6:
        support = (digits > 0) @ 2 ** np.arange(n)
        return support + np.where(support == 2**n - 1, (digits == 2).sum(axis=1) % 2, 0)
    turned = digits.copy()
    for start, end in BLOCKS.get(n, ()):
        block = digits[:, start:end]
        lead = block[np.arange(len(block)), (block > 0).argmax(axis=1)]  # first non-zero entry of the block, or 0
        turned[:, start:end] = np.where(lead[:, None] == 2, -block % 3, block)
    return turned @ 3 ** np.arange(n)


def thirds(k):
    """Table [3^k, 3^k] of the third point of the line through two points of F_3^k."""
    d = np.arange(3**k)[:, None] // 3 ** np.arange(k) % 3
    return -(d[:, None] + d) % 3 @ 3 ** np.arange(k)
