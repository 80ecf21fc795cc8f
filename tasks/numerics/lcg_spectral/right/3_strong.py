# profile: cheap
import math
import random


def solve(m, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    drawn = [[rng.randint(objective.low, objective.high) for _ in range(size)] for _ in range(60)]
    drawn.sort(key=lambda z: -few_dimensions(objective.answer(z)["a"], m, 4))
    best = min(drawn[: objective.left], key=objective)
    # EVOLVE-BLOCK-END
    return objective.answer(best)


def few_dimensions(a, m, last):
    """Merit of the multiplier in dimensions 2 .. last, from bases whose vectors are reduced in pairs."""
    worst, basis = 1.0, [[m]]
    for d in range(2, last + 1):
        basis = [[*row, 0] for row in basis] + [[-pow(a, d - 1, m), *[0] * (d - 2), 1]]
        moved = True
        while moved:
            moved = False
            basis.sort(key=lambda v: sum(x * x for x in v))
            for i in range(1, d):
                for j in range(i):
                    square = sum(x * x for x in basis[j])
                    q = (2 * sum(x * y for x, y in zip(basis[i], basis[j], strict=True)) + square) // (2 * square)
                    if q:
                        basis[i] = [x - q * y for x, y in zip(basis[i], basis[j], strict=True)]
                        moved = True
        square = min(sum(x * x for x in v) for v in basis)
        worst = min(worst, (square**d / ((0, 0, 4 / 3, 2, 4)[d] * m * m)) ** (0.5 / d))
    return worst
