SIDE, MOST = 128, 1200
FULL = (1 << SIDE * SIDE) - 1
FIRST_COLUMN = FULL // ((1 << SIDE) - 1)
LAST_COLUMN = FIRST_COLUMN << SIDE - 1
INNER_LEFT, INNER_RIGHT = FULL ^ LAST_COLUMN, FULL ^ FIRST_COLUMN
WRAP = SIDE * (SIDE - 1)


class Objective:
    """Bits: the cells of the box, row by row. Value: minus the first generation that occurs again; -1200 if none does until then."""

    kind = "bits"
    low, high = 0, 1

    def __init__(self, inputs):
        self.b = int(inputs["b"])
        self.size = self.b**2

    def value(self, z):
        b, board, seen = self.b, 0, {}
        for k in range(b):
            board |= sum(int(v) << c for c, v in enumerate(z[k * b : k * b + b])) << SIDE * (k + 40) + 60
        for generation in range(MOST):
            first = seen.setdefault(board, generation)
            if first < generation:
                return -first
            west = (board & INNER_LEFT) << 1 | (board & LAST_COLUMN) >> SIDE - 1
            east = (board & INNER_RIGHT) >> 1 | (board & FIRST_COLUMN) << SIDE - 1
            beside, both = west ^ east, west & east
            low, high = beside ^ board, both | beside & board
            up, high_up = low >> SIDE | (low << WRAP) & FULL, high >> SIDE | (high << WRAP) & FULL
            down, high_down = (low << SIDE) & FULL | low >> WRAP, (high << SIDE) & FULL | high >> WRAP
            odd = up ^ down
            carry = up & down | odd & beside
            one = (high_up ^ high_down ^ both ^ carry) & ~(high_up & high_down | both & carry)
            board = one & (odd ^ beside | board)
        return -MOST

    def answer(self, z):
        b = self.b
        return {"cells": [[int(v) for v in z[k * b : k * b + b]] for k in range(b)]}
