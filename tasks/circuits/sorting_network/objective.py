class Objective:
    """Integers: numbers of comparators (i, j), i < j in lexicographic order; those that change nothing are left out.

    Value: comparators after the bubble repair.
    """

    kind = "integers"

    def __init__(self, inputs):
        n = int(inputs["n"])
        full = (1 << (1 << n)) - 1
        self.wires = [full // ((1 << (1 << i)) + 1) << (1 << i) for i in range(n)]
        self.pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
        self.bubble = [(i, i + 1) for end in range(n - 1, 0, -1) for i in range(end)]
        self.size, self.low, self.high = 2 * n + n * (n - 5) // 4, 0, len(self.pairs) - 1

    def _run(self, z):
        state, pairs = list(self.wires), self.pairs
        used = []
        for k in z:
            i, j = pairs[k]
            a, b = state[i], state[j]
            low = a & b
            if low != a:
                state[i], state[j] = low, a | b
                used.append((i, j))
        extra = 0
        for i, j in self.bubble:
            a, b = state[i], state[j]
            low = a & b
            if low != a:
                state[i], state[j] = low, a | b
                extra += 1
        return used, extra

    def value(self, z):
        used, extra = self._run(z)
        return len(used) + extra

    def answer(self, z):
        return {"c": [list(pair) for pair in self._run(z)[0]]}
