# profile: cheap
import math
import random


def solve(m, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    rows, c = len(m), len(m[0])
    column = [sum(int(m[k][i]) << k for k in range(rows)) for i in range(c)]
    gates = []
    while True:
        w = len(column)
        most, i, j = max(((column[i] & column[j]).bit_count(), i, j) for i in range(w) for j in range(i))
        if most < 2:
            break
        both = column[i] & column[j]
        column[i] ^= both
        column[j] ^= both
        column.append(both)
        gates.append([i, j])
    out = []
    for row in range(rows):
        wires = [i for i in range(len(column)) if column[i] >> row & 1]
        while len(wires) > 1:
            gates.append([wires.pop(), wires.pop()])
            wires.append(c + len(gates) - 1)
        out.append(wires[0])
    # EVOLVE-BLOCK-END
    return {"gate": gates, "out": out}
