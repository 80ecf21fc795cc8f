# profile: cheap
import json

import numpy as np


def solve(n, m, round, rounds, state, reply, seed=0):
    # EVOLVE-BLOCK-START
    # blocks of numbers: pairs of blocks with an edge between them are split, down to pairs of vertices
    size = 4
    factor = 4
    if round == 0:
        width, count = size, -(-n // size)
        pairs = [[a, b] for a in range(count) for b in range(a, count)]
    else:
        width, pairs = json.loads(state)
        inside = {a: int(value) for (a, b), value in zip(pairs, reply, strict=True) if a == b}
        full = []
        for (a, b), value in zip(pairs, reply, strict=True):
            if (a == b and value > 0) or (a < b and value > inside.get(a, 0) + inside.get(b, 0)):
                full.append([a, b])
        if width == 1:
            return {"answer": full}
        parts = factor if width % factor == 0 else width
        width //= parts
        pairs = [[i, j] for a, b in full for i in range(a * parts, (a + 1) * parts) for j in range(b * parts, (b + 1) * parts)]
        pairs = [[i, j] for i, j in pairs if i < j or (i == j and width > 1)]
    sets = np.zeros((len(pairs), n), np.uint8)
    for row, (a, b) in zip(sets, pairs, strict=True):
        row[a * width : (a + 1) * width] = 1
        row[b * width : (b + 1) * width] = 1
    # EVOLVE-BLOCK-END
    return {"ask": sets, "state": json.dumps([width, pairs]).encode()}
