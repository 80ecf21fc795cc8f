import heapq

import numpy as np


class Objective:
    """Bits: vertices that the tree may touch besides the terminals.

    A least spanning forest of them, then for every terminal the shortest path from the first one (as far as it joins different parts); dead
    ends that are no terminals are removed. Value: the cost.
    """

    kind = "bits"

    def __init__(self, inputs):
        n, w = int(inputs["n"]), [int(v) for v in inputs["w"]]
        self.size, self.low, self.high = n, 0, 1
        edges = np.asarray(inputs["edges"]).tolist()
        self.terminals = [int(t) for t in inputs["terminals"]]
        self.fixed = set(self.terminals)
        self.rows = [(*edges[k], w[k], k) for k in sorted(range(len(w)), key=w.__getitem__)]
        self.paths = self._shortest(n)

    def _shortest(self, n):
        """Edges of the shortest path from the first terminal to each other, from its far end on."""
        near = [[] for _ in range(n)]
        for row in self.rows:
            near[row[0]].append((row[1], row))
            near[row[1]].append((row[0], row))
        root = self.terminals[0]
        far, door, heap = [1 << 60] * n, [None] * n, [(0, root)]
        far[root] = 0
        while heap:
            length, u = heapq.heappop(heap)
            if length > far[u]:
                continue
            for v, row in near[u]:
                if length + row[2] < far[v]:
                    far[v], door[v] = length + row[2], row
                    heapq.heappush(heap, (far[v], v))
        paths = []
        for t in self.terminals[1:]:
            while t != root:
                paths.append(door[t])
                t = door[t][0] + door[t][1] - t
        return paths

    def _tree(self, z):
        used, parent = [bool(v) for v in z], list(range(self.size))
        for t in self.terminals:
            used[t] = True
        near, tree = {}, {}
        for row in [row for row in self.rows if used[row[0]] and used[row[1]]] + self.paths:
            a, b = u, v = row[0], row[1]
            while parent[a] != a:
                parent[a] = a = parent[parent[a]]
            while parent[b] != b:
                parent[b] = b = parent[parent[b]]
            if a != b:
                parent[a] = b
                tree[row[3]] = row[2]
                near.setdefault(u, {})[v] = row[3]
                near.setdefault(v, {})[u] = row[3]
        fixed = self.fixed
        ends = [u for u, row in near.items() if len(row) == 1 and u not in fixed]
        while ends:
            u = ends.pop()
            for v, k in near[u].items():
                del tree[k], near[v][u]
                if len(near[v]) == 1 and v not in fixed:
                    ends.append(v)
        return tree

    def value(self, z):
        return sum(self._tree(z).values())

    def answer(self, z):
        return {"e": sorted(self._tree(z))}
