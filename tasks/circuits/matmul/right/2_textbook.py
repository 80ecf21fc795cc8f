# profile: cheap; instance: n=4,m=4,p=4
import random

import numpy as np


def solve(n, m, p, seed=0):
    rng = random.Random(seed)
    A = np.eye(n * m, dtype=np.int64).reshape(n, m, n * m)
    B = np.eye(m * p, dtype=np.int64).reshape(m, p, m * p)
    C = np.eye(p * n, dtype=np.int64).reshape(p, n, p * n).transpose(1, 0, 2)
    # EVOLVE-BLOCK-START
    tries = 300

    def strassen(a, b, c):
        return [
            (a[0][0] + a[1][1], b[0][0] + b[1][1], c[0][0] + c[1][1]),
            (a[1][0] + a[1][1], b[0][0], c[1][0] - c[1][1]),
            (a[0][0], b[0][1] - b[1][1], c[0][1] + c[1][1]),
            (a[1][1], b[1][0] - b[0][0], c[0][0] + c[1][0]),
            (a[0][0] + a[0][1], b[1][1], c[0][1] - c[0][0]),
            (a[1][0] - a[0][0], b[0][0] + b[0][1], c[1][1]),
            (a[0][1] - a[1][1], b[1][0] + b[1][1], c[0][0]),
        ]

    free = {(i, j, k) for i in range(n) for j in range(m) for k in range(p)}
    terms = []
    for _ in range(tries):
        i, j, k = ([rng.randrange(d), rng.randrange(d)] for d in (n, m, p))
        cells = {(x, y, z) for x in i for y in j for z in k}
        if len(cells) == 8 and cells <= free:
            free -= cells
            terms += strassen(A[np.ix_(i, j)], B[np.ix_(j, k)], C[np.ix_(i, k)])
    terms += [(A[i, j], B[j, k], C[i, k]) for i, j, k in sorted(free)]
    # EVOLVE-BLOCK-END
    U, V, W = (np.array([term[axis] for term in terms]) for axis in range(3))
    return {"U": U, "V": V, "W": W}
