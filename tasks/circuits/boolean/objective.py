class Objective:
    """Integers: three per gate (type, first and second input, modulo what there is), then one per output.

    Gates that no output needs are left out. Value: gates left plus k times the wrong output bits.
    """

    kind = "integers"
    low = 0

    def __init__(self, inputs):
        self.k = k = int(inputs["k"])
        tables = [[int(v) for v in row] for row in inputs["tables"]]
        self.tables = [sum(v << x for x, v in enumerate(row)) for row in tables]
        self.outputs = len(tables)
        self.gates = min(60, 4 * k * max(1, self.outputs // 2))
        self.size, self.high = 3 * self.gates + self.outputs, 16 * (k + self.gates) - 1
        self.full = full = (1 << (1 << k)) - 1
        self.wires = [full // ((1 << (1 << i)) + 1) << (1 << i) for i in range(k)]

    def _run(self, z):
        """Needed gates in order and the output wires, both with the numbers of the whole list."""
        k, end = self.k, 3 * self.gates
        out = [v % (k + self.gates) for v in z[end:]]
        needed, gates, stack = set(), [], [w for w in out if w >= k]
        while stack:
            w = stack.pop()
            if w not in needed:
                needed.add(w)
                at = 3 * (w - k)
                a, b = z[at + 1] % w, z[at + 2] % w
                gates.append((w, z[at] % 16, a, b))
                stack += [v for v in (a, b) if v >= k]
        gates.sort()
        return gates, out

    def value(self, z):
        gates, out = self._run(z)
        full, wires = self.full, dict(enumerate(self.wires))
        for w, kind, a, b in gates:
            a, b = wires[a], wires[b]
            wires[w] = (
                (full & ~(a | b) if kind & 1 else 0)
                | (b & ~a if kind & 2 else 0)
                | (a & ~b if kind & 4 else 0)
                | (a & b if kind & 8 else 0)
            )
        wrong = sum((wires[w] ^ table).bit_count() for w, table in zip(out, self.tables, strict=True))
        return len(gates) + self.k * wrong

    def answer(self, z):
        gates, out = self._run([int(v) for v in z])
        name = {i: i for i in range(self.k)}
        for w, *_ in gates:
            name[w] = len(name)
        return {"gate": [[kind, name[a], name[b]] for _, kind, a, b in gates], "out": [name[w] for w in out]}
