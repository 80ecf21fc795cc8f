class Objective:
    """Integers: 3n numbers of vertex pairs (lexicographic), added in this order where no cycle shorter than 5 closes.

    Value: minus the number of edges. Nothing is completed: a pair that no number names stays out.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.n = int(inputs["n"])
        self.pairs = [(u, v) for u in range(self.n) for v in range(u + 1, self.n)]
        self.size, self.low, self.high = 3 * self.n, 0, len(self.pairs) - 1

    def _greedy(self, z):
        bit = [1 << u for u in range(self.n)]
        near = [[] for _ in bit]
        ball1, ball2 = list(bit), list(bit)
        pairs, edges = self.pairs, []
        for k in z:
            u, v = pairs[k]
            if ball2[u] & ball1[v]:
                continue
            edges.append((u, v))
            for a in near[u]:
                ball2[a] |= bit[v]
            for b in near[v]:
                ball2[b] |= bit[u]
            ball2[u] |= ball1[v]
            ball2[v] |= ball1[u]
            ball1[u] |= bit[v]
            ball1[v] |= bit[u]
            near[u].append(v)
            near[v].append(u)
        return edges

    def value(self, z):
        return -len(self._greedy(z))

    def answer(self, z):
        return {"edges": [list(edge) for edge in self._greedy(z)]}
