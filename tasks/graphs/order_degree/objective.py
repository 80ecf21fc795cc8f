class Objective:
    """Permutation of n(d - 2) loose ends (end k belongs to vertex k mod n): ends at places 2k and 2k + 1 are joined to a chord.

    The ring 0, 1, .., n-1 is always there; loops and repeated edges are dropped. Value: mean distance.
    """

    kind = "permutation"

    def __init__(self, inputs):
        self.n, d = int(inputs["n"]), int(inputs["d"])
        self.size, self.low, self.high = self.n * (d - 2), 0, self.n * (d - 2) - 1
        self.bits = [1 << u for u in range(self.n)]

    def _chords(self, z):
        n, ends = self.n, iter(z)
        chords = set()
        for a, b in zip(ends, ends, strict=True):
            u, v = a % n, b % n
            if (u - v) % n not in (0, 1, n - 1):
                chords.add((u, v) if u < v else (v, u))
        return chords

    def value(self, z):
        n, balls = self.n, self.bits
        near = [[u - 1, u + 1 - n] for u in range(n)]
        for u, v in self._chords(z):
            near[u].append(v)
            near[v].append(u)
        total, missing = 0, n * n - n
        while missing:
            total += missing
            grown = []
            for ball, row in zip(balls, near, strict=True):
                for v in row:
                    ball |= balls[v]
                grown.append(ball)
            balls = grown
            missing = n * n - sum(map(int.bit_count, balls))
        return total / (n * (n - 1))

    def answer(self, z):
        n = self.n
        ring = [[u, u + 1] for u in range(n - 1)] + [[0, n - 1]]
        return {"edges": ring + [[int(u), int(v)] for u, v in sorted(self._chords([int(k) for k in z]))]}
