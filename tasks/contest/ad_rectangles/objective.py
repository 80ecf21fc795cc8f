import numpy as np


class Objective:
    """Integers 0..7: guillotine cuts. A rectangle with k > 1 customers is cut in two; node by node (left part first) z says how.

    z >= 4 cuts across x, else across y; z mod 4 says which share of the customers, in their order there, goes left: 1/5 .. 4/5.
    The cut is where the areas are in the proportion of the wishes, or as near to that as the customers' cells allow. Value:
    1 - mean satisfaction.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.p = [tuple(row) for row in np.asarray(inputs["p"]).tolist()]
        self.want = np.asarray(inputs["want"]).tolist()
        self.size, self.low, self.high = len(self.p) - 1, 0, 7
        n = range(len(self.p))
        self.orders = [sorted(n, key=lambda i: self.p[i][axis]) for axis in (0, 1)]

    def _cut(self, z):
        p, want, out, node = self.p, self.want, [None] * len(self.p), 0
        todo = [((0, 0, 10_000, 10_000), self.orders[0], self.orders[1])]
        while todo:
            (x0, y0, x1, y1), by_x, by_y = todo.pop()
            count = len(by_x)
            if count == 1:
                out[by_x[0]] = (x0, y0, x1, y1)
                continue
            gene = z[node]
            node += 1
            axis, k = gene < 4, count * (1 + gene % 4) // 5 or 1
            order, other = (by_y, by_x) if axis else (by_x, by_y)
            first = set(order[:k])
            share = sum([want[i] for i in first])
            whole = sum([want[i] for i in order])
            low, high = (y0, y1) if axis else (x0, x1)
            at = low + (2 * (high - low) * share + whole) // (2 * whole)
            at = min(max(at, p[order[k - 1]][axis] + 1), p[order[k]][axis])
            left, right = [i for i in other if i in first], [i for i in other if i not in first]
            if axis:
                todo.append(((x0, at, x1, y1), right, order[k:]))
                todo.append(((x0, y0, x1, at), left, order[:k]))
            else:
                todo.append(((at, y0, x1, y1), order[k:], right))
                todo.append(((x0, y0, at, y1), order[:k], left))
        return out

    def value(self, z):
        total = 0.0
        for (x0, y0, x1, y1), w in zip(self._cut(z), self.want, strict=True):
            a = (x1 - x0) * (y1 - y0)
            short = 1.0 - (a / w if a < w else w / a)
            total += short * short
        return total / len(self.want)

    def answer(self, z):
        return {"r": [list(row) for row in self._cut([int(v) for v in z])]}
