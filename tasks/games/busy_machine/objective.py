from math import log10


class Objective:
    """Integers: one transition per state and symbol, coded as (next · symbols + write) · 2 + move; the last names the one that halts.

    Value: minus log10 of the steps; 0 for a machine that runs longer than 20 · (transitions)^2 steps here (it stands for one that
    halts at once).
    """

    kind = "integers"

    def __init__(self, inputs):
        self.states, self.symbols = int(inputs["states"]), int(inputs["symbols"])
        self.cells = self.states * self.symbols
        self.size, self.low, self.high = self.cells + 1, 0, 2 * self.cells - 1
        self.most = 20 * self.cells**2

    def _rows(self, z):
        halt = z[-1] % self.cells
        rows = []
        for k, v in enumerate(z[:-1]):
            rest, move = divmod(v, 2)
            state, write = divmod(rest, self.symbols)
            rows.append((write, move, -1 if k == halt else state))
        return rows

    def _steps(self, rows):
        symbols, tape, at, state = self.symbols, {}, 0, 0
        for step in range(1, self.most + 1):
            write, move, state = rows[state * symbols + tape.get(at, 0)]
            if state < 0:
                return step
            tape[at] = write
            at += 1 if move else -1
        return 1

    def value(self, z):
        return -log10(self._steps(self._rows(z)))

    def answer(self, z):
        rows = self._rows([int(v) for v in z])
        if self._steps(rows) == 1:
            rows[0] = (1, 1, -1)
        return {"table": [[list(row) for row in rows[q * self.symbols : (q + 1) * self.symbols]] for q in range(self.states)]}
