class Objective:
    """Integers 0..3: the wished direction of every move; where it is blocked, the next free direction counter-clockwise is taken.

    A dead end goes back one move and tries the next direction there; after many such steps the chain is laid out straight.
    Value: minus the contacts.
    """

    kind = "integers"
    low, high = 0, 3

    def __init__(self, inputs):
        self.seq = [int(v) for v in inputs["seq"]]
        self.size = len(self.seq) - 1
        self.wide = 2 * len(self.seq) + 3
        self.steps = (1, self.wide, -1, -self.wide)

    def _fold(self, z):
        steps, n, at = self.steps, self.size, 0
        path, taken, tried, move = [0], {0}, [0], []
        budget = 40 * n
        while len(move) < n and budget:
            budget -= 1
            k = len(move)
            for turn in range(tried[k], 4):
                d = (z[k] + turn) % 4
                if at + steps[d] not in taken:
                    tried[k] = turn + 1
                    tried.append(0)
                    move.append(d)
                    at += steps[d]
                    taken.add(at)
                    path.append(at)
                    break
            else:
                taken.discard(path.pop())
                tried.pop()
                move.pop()
                at = path[-1]
        if len(move) < n:
            return [0] * n, list(range(n + 1))
        return move, path

    def value(self, z):
        path = self._fold(z)[1]
        hydrophobic = {at: k for k, at in enumerate(path) if self.seq[k]}
        contacts = 0
        for at, k in hydrophobic.items():
            right, up = hydrophobic.get(at + 1), hydrophobic.get(at + self.wide)
            contacts += (right is not None and abs(right - k) > 1) + (up is not None and abs(up - k) > 1)
        return -contacts

    def answer(self, z):
        return {"move": self._fold([int(v) for v in z])[0]}
