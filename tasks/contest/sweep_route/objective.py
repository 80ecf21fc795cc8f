from heapq import heappop, heappush

import numpy as np


class Objective:
    """Permutation: an order of the cells. From (0, 0) a tree grows, again and again, by the reachable cell that comes first in z; its parent
    is the last tree cell that reached it. The walk goes round the tree, children in the order of the directions R, D, L, U. Value: mean dirt.
    """

    kind = "permutation"

    def __init__(self, inputs):
        n = int(inputs["N"])
        right, down = np.asarray(inputs["right"]).tolist(), np.asarray(inputs["down"]).tolist()
        self.d = np.asarray(inputs["d"]).ravel().tolist()
        self.size, self.low, self.high = n * n, 0, n * n - 1
        self.near = [[] for _ in range(n * n)]
        for v in range(n * n):
            i, j = divmod(v, n)
            if j < n - 1 and not right[i][j]:
                self.near[v].append((v + 1, "R"))
            if i < n - 1 and not down[i][j]:
                self.near[v].append((v + n, "D"))
            if j and not right[i][j - 1]:
                self.near[v].append((v - 1, "L"))
            if i and not down[i - 1][j]:
                self.near[v].append((v - n, "U"))

    def _tree(self, z):
        near, size = self.near, self.size
        rank, parent, heap = [0] * size, [-1] * size, []
        for k, v in enumerate(z):
            rank[v] = k
        done = [False] * size
        done[0] = True
        for w, _ in near[0]:
            parent[w] = 0
            heappush(heap, rank[w])
        while heap:
            v = z[heappop(heap)]
            if done[v]:
                continue
            done[v] = True
            for w, _ in near[v]:
                if not done[w]:
                    if parent[w] < 0:
                        heappush(heap, rank[w])
                    parent[w] = v
        return parent

    def _walk(self, z):
        """Cells entered one after the other and the letters."""
        parent, near = self._tree(z), self.near
        cells, letters, back = [], [], {"R": "L", "L": "R", "U": "D", "D": "U"}
        todo = [(0, "")]
        while todo:
            v, letter = todo.pop()
            if letter.islower():
                cells.append(v)
                letters.append(letter.upper())
                continue
            if letter:
                cells.append(v)
                letters.append(letter)
            for w, way in reversed(near[v]):
                if parent[w] == v:
                    todo.append((v, back[way].lower()))
                    todo.append((w, way))
        return cells, letters

    def value(self, z):
        cells, _ = self._walk(z)
        d, length, total = self.d, len(cells), 0
        seen, first = [-1] * self.size, [0] * self.size
        for t, v in enumerate(cells):
            before = seen[v]
            if before < 0:
                first[v] = t
            else:
                gap = t - before
                total += d[v] * (gap * (gap - 1) // 2)
            seen[v] = t
        for v in range(self.size):
            gap = first[v] + length - seen[v]
            total += d[v] * (gap * (gap - 1) // 2)
        return total / length

    def answer(self, z):
        return {"move": "".join(self._walk([int(v) for v in z])[1])}
