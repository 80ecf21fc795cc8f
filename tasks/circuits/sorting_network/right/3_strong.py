# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    number = {}
    for i in range(n):
        for j in range(i + 1, n):
            number[i, j] = len(number)
    x = []
    top = 1 << (n - 1).bit_length() - 1
    p = top
    while p:
        q, r, step = top, 0, p
        while step:
            x += [number[i, i + step] for i in range(n - step) if i & p == r]
            step, q, r = (q - p, q >> 1, p) if q != p else (0, q, r)
        p >>= 1
    x += x[-1:] * (size - len(x))
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = rng.randint(objective.low, objective.high)
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
