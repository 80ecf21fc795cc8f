import numpy as np


class Objective:
    """Integers: z[v-1] is the stack (counted on from the next one) that takes all boxes above box v when v is due. Value: the cost."""

    kind = "integers"

    def __init__(self, inputs):
        self.m = int(inputs["m"])
        stack = [int(v) for v in np.asarray(inputs["stack"])]
        self.size, self.low, self.high = len(stack), 0, self.m - 2
        tall = self.size // self.m
        self.piles = [stack[t * tall : (t + 1) * tall] for t in range(self.m)]

    def value(self, z, moves=None):
        m, piles = self.m, [list(pile) for pile in self.piles]
        where = [0] * (self.size + 1)
        for t, pile in enumerate(piles):
            for box in pile:
                where[box] = t
        cost = 0
        for v, shift in enumerate(z, 1):
            source = where[v]
            pile = piles[source]
            at = pile.index(v) + 1
            if at < len(pile):
                moved = pile[at:]
                target = (source + 1 + shift) % m
                piles[target] += moved
                for box in moved:
                    where[box] = target
                cost += len(moved) + 1
                if moves is not None:
                    moves.append([moved[0], target])
            del pile[at - 1 :]
            if moves is not None:
                moves.append([v, -1])
        return cost

    def answer(self, z):
        moves = []
        self.value([int(v) for v in z], moves)
        return {"move": moves}
