# profile: cheap
import math
import random


def solve(alphabet, strings, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    k, n = strings.shape
    after = [[[-1] * alphabet] for _ in range(k)]
    for table, row in zip(after, strings.tolist(), strict=True):
        for p in range(n - 1, -1, -1):
            table.append(list(table[-1]))
            table[-1][row[p]] = p + 1
        table.reverse()
    beam = {(0,) * k: []}
    x = []
    while beam:
        x = next(iter(beam.values()))
        found = {}
        for places, word in beam.items():
            for a in range(alphabet):
                new = tuple(table[p][a] for table, p in zip(after, places, strict=True))
                if min(new) > 0:
                    found[new] = word + [a]
        beam = {key: found[key] for key in sorted(found, key=lambda key: (max(key) + sum(key) / k, key))[:10]}
    # EVOLVE-BLOCK-END
    return {"s": x}
