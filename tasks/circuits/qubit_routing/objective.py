class Objective:
    """Permutation: the physical qubit of every logical one at the start.

    The gates are carried out in the given order; where a gate's qubits are apart, the first is swapped along a shortest path. Value: swaps.
    """

    kind = "permutation"

    def __init__(self, inputs):
        self.size = n = int(inputs["n"])
        self.low, self.high = 0, n - 1
        self.gates = [(int(a), int(b)) for a, b in inputs["gate"]]
        near = [[] for _ in range(n)]
        for a, b in inputs["coupling"]:
            near[int(a)].append(int(b))
            near[int(b)].append(int(a))
        self.toward = []
        for root in range(n):
            step, queue = [-1] * n, [root]
            step[root] = root
            for u in queue:
                for v in near[u]:
                    if step[v] < 0:
                        step[v] = u
                        queue.append(v)
            self.toward.append(step)

    def _run(self, z, ops=None):
        place, toward, swaps = list(z), self.toward, 0
        holder = [0] * self.size
        for logical, physical in enumerate(place):
            holder[physical] = logical
        for k, (p, q) in enumerate(self.gates):
            goal = place[q]
            step, at = toward[goal], place[p]
            while step[at] != goal:
                to = step[at]
                other = holder[to]
                holder[at], place[other] = other, at
                if ops is not None:
                    ops.append([at, to])
                swaps += 1
                at = to
            holder[at], place[p] = p, at
            if ops is not None:
                ops.append([-1, k])
        return swaps

    def value(self, z):
        return self._run(z)

    def answer(self, z):
        ops, layout = [], [int(v) for v in z]
        self._run(layout, ops)
        return {"layout": layout, "ops": ops}
