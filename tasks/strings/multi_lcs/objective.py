class Objective:
    """Integers: letters, appended in order where every string still has them. Value: minus the length."""

    kind = "integers"

    def __init__(self, inputs):
        strings = [[int(v) for v in row] for row in inputs["strings"]]
        self.low, self.high = 0, int(inputs["alphabet"]) - 1
        self.size = n = len(strings[0])
        self.after = []
        for string in strings:  # after[p][a]: place behind the next a from place p on, or -1
            row, table = [-1] * (self.high + 1), [None] * (n + 1)
            table[n] = row
            for p in range(n - 1, -1, -1):
                row = list(row)
                row[string[p]] = p + 1
                table[p] = row
            self.after.append(table)

    def _run(self, z):
        after, places, out = self.after, [0] * len(self.after), []
        for a in z:
            new = []
            for table, p in zip(after, places, strict=True):
                p = table[p][a]
                if p < 0:
                    break
                new.append(p)
            else:
                places = new
                out.append(a)
        return out

    def value(self, z):
        return -len(self._run(z))

    def answer(self, z):
        return {"s": self._run([int(v) for v in z])}
