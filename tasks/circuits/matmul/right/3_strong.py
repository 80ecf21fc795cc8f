# profile: cheap; instance: n=4,m=4,p=4
import random

import numpy as np


def solve(n, m, p, seed=0):
    rng = random.Random(seed)
    A = np.eye(n * m, dtype=np.int64).reshape(n, m, n * m)
    B = np.eye(m * p, dtype=np.int64).reshape(m, p, m * p)
    C = np.eye(p * n, dtype=np.int64).reshape(p, n, p * n).transpose(1, 0, 2)

    # EVOLVE-BLOCK-START
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

    def halves(x):
        r, c = x.shape[0] // 2, x.shape[1] // 2
        return [[x[:r, :c], x[:r, c:]], [x[r:, :c], x[r:, c:]]]

    def product(a, b, c):
        (rows, inner), columns = a.shape[:2], b.shape[1]
        if rows % 2 == inner % 2 == columns % 2 == 0:
            return [term for block in strassen(halves(a), halves(b), halves(c)) for term in product(*block)]
        for size, cut in ((rows, 0), (inner, 1), (columns, 2)):
            if size > 1 and size % 2:
                one, two = slice(0, size - 1), slice(size - 1, size)
                if cut == 0:
                    return product(a[one], b, c[one]) + product(a[two], b, c[two])
                if cut == 1:
                    return product(a[:, one], b[one], c) + product(a[:, two], b[two], c)
                return product(a, b[:, one], c[:, one]) + product(a, b[:, two], c[:, two])
        return [(a[i, j], b[j, k], c[i, k]) for i in range(rows) for j in range(inner) for k in range(columns)]

    terms = product(A, B, C)
    # EVOLVE-BLOCK-END
    U, V, W = (np.array([term[axis] for term in terms]) for axis in range(3))
    return {"U": U, "V": V, "W": W}
