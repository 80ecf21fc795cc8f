# profile: cheap; instance: function=popcount,k=5
import math
import random


def solve(k, tables, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    gates, made = [], {}

    def gate(*row):
        if row not in made:
            made[row] = k + len(gates)
            gates.append(list(row))
        return made[row]

    def build(table, level):
        if level == 1:
            return 0 if table == (0, 1) else gate({(0, 0): 0, (1, 1): 15, (1, 0): 3}[table], 0, 0)
        half = len(table) // 2
        low, high = table[:half], table[half:]
        if low == high:
            return build(low, level - 1)
        return gate(6, build(low, level - 1), gate(8, level - 1, build(tuple(a ^ b for a, b in zip(low, high, strict=True)), level - 1)))

    out = [build(tuple(int(v) for v in row), k) for row in tables]
    # EVOLVE-BLOCK-END
    return {"gate": gates, "out": out}
