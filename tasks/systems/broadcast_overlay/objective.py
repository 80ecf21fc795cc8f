import numpy as np


class Objective:
    """Integers: entry k·d + i is the region that sends partition k to destination i.

    The destinations take it in turn: from a region that has the partition already, else from a relay that is fed by the
    source, else (from a later destination, or oneself) from the source. Value: the cost.
    """

    kind = "integers"

    def __init__(self, inputs):
        self.price, self.bw = (np.asarray(inputs[name]).tolist() for name in ("price", "bw"))
        self.src, self.dst = int(inputs["src"]), [int(v) for v in inputs["dst"]]
        self.parts, self.n = int(inputs["parts"]), len(self.price)
        self.size, self.low, self.high = self.parts * len(self.dst), 0, self.n - 1
        self.block = float(inputs["size"]) / self.parts
        self.hour = self.block * 8000 / 3600 * float(inputs["hourly"])

    def _tree(self, z, k):
        tree, src, goals, width = {}, self.src, set(self.dst), len(self.dst)
        tree[src] = -1
        for v, u in zip(self.dst, z[k * width : (k + 1) * width], strict=True):
            if u not in tree:
                if u in goals:
                    u = src
                else:
                    tree[u] = src
            tree[v] = u
        return tree

    def value(self, z):
        load, regions, n, src = {}, set(), self.n, self.src
        for k in range(self.parts):
            tree = self._tree(z, k)
            regions.update(tree)
            for v, u in tree.items():
                if v != src:
                    edge = u * n + v
                    load[edge] = load.get(edge, 0) + 1
        total, slowest = 0, 0.0
        for edge, count in load.items():
            u, v = divmod(edge, n)
            total += count * self.price[u][v]
            time = count / self.bw[u][v]
            if time > slowest:
                slowest = time
        return self.block * total + self.hour * len(regions) * slowest

    def answer(self, z):
        z, rows = [int(v) for v in z], []
        for k in range(self.parts):
            tree = self._tree(z, k)
            rows.append([tree.get(v, -1) for v in range(self.n)])
        return {"parent": rows}
