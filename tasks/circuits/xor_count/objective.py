class Objective:
    """Integers: number W·i + j of a pair of wires (modulo the wires so far) whose sum becomes a new wire.

    A pair that fewer than two rows still contain is left out; in the others the new wire replaces it. Value: gates, with those that add
    up what is left of every row.
    """

    kind = "integers"

    def __init__(self, inputs):
        m = [[int(v) for v in row] for row in inputs["m"]]
        self.rows, self.columns = len(m), len(m[0])
        self.column = [sum(row[i] << k for k, row in enumerate(m)) for i in range(self.columns)]
        self.ones = sum(map(sum, m))
        self.size = 2 * self.columns
        self.wide = self.columns + self.size
        self.low, self.high = 0, self.wide * self.wide - 1

    def _run(self, z):
        column, wide, left, pairs = list(self.column), self.wide, self.ones, []
        for v in z:
            w = len(column)
            i, j = v // wide % w, v % wide % w
            both = column[i] & column[j]
            saved = both.bit_count()
            if saved > 1 and i != j:
                column[i] ^= both
                column[j] ^= both
                column.append(both)
                pairs.append((i, j))
                left -= saved
        return column, pairs, left

    def value(self, z):
        _, pairs, left = self._run(z)
        return len(pairs) + left - self.rows

    def answer(self, z):
        column, gates, _ = self._run([int(v) for v in z])
        gates, out = [list(pair) for pair in gates], []
        for row in range(self.rows):
            last = -1
            for wire in [w for w in range(len(column)) if column[w] >> row & 1]:
                if last >= 0:
                    gates.append([last, wire])
                    last = self.columns + len(gates) - 1
                else:
                    last = wire
            out.append(last)
        return {"gate": gates, "out": out}
