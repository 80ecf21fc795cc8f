class Objective:
    """Permutation of the vertices: the order in which they get their token for good.

    The next vertex is always the first of the order that is a leaf of what is left of the tree; its token walks there along the tree, then
    the leaf is cut off. Every swap happens in the first round in which both ends are free. Value: rounds.
    """

    kind = "permutation"

    def __init__(self, inputs):
        self.size = n = int(inputs["n"])
        self.low, self.high = 0, n - 1
        self.perm = [int(v) for v in inputs["perm"]]
        self.near = [[] for _ in range(n)]
        self.edge = {}
        for e, (u, v) in enumerate(inputs["edges"]):
            u, v = int(u), int(v)
            self.near[u].append(v)
            self.near[v].append(u)
            self.edge[u, v] = self.edge[v, u] = e
        self.toward = [self._tree(root) for root in range(n)]

    def _tree(self, root):
        """Next vertex on the way to the root, for every vertex."""
        parent, queue = [-1] * self.size, [root]
        parent[root] = root
        for u in queue:
            for v in self.near[u]:
                if parent[v] < 0:
                    parent[v] = u
                    queue.append(v)
        return parent

    def _run(self, z, swaps=None):
        n = self.size
        at = [0] * n
        token = list(self.perm)
        for v, t in enumerate(token):
            at[t] = v
        degree, done, ready, last = [len(near) for near in self.near], [False] * n, [0] * n, 0
        order = list(z)
        while order:
            k = next(k for k, v in enumerate(order) if degree[v] < 2)
            leaf = order.pop(k)
            step, u = self.toward[leaf], at[leaf]
            while u != leaf:
                v = step[u]
                moved = token[v]
                token[u], token[v] = moved, leaf
                at[moved] = u
                when = ready[u] if ready[u] > ready[v] else ready[v]
                ready[u] = ready[v] = when + 1
                if when >= last:
                    last = when + 1
                if swaps is not None:
                    swaps.append((when, self.edge[u, v]))
                u = v
            at[leaf] = leaf
            done[leaf] = True
            for v in self.near[leaf]:
                degree[v] -= not done[v]
        return last

    def value(self, z):
        return self._run(z)

    def answer(self, z):
        swaps = []
        rounds = [[] for _ in range(self._run([int(v) for v in z], swaps))]
        for when, edge in swaps:
            rounds[when].append(edge)
        return {"rounds": rounds}
