# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size

    # EVOLVE-BLOCK-START
    def nested():
        """Three-fold symmetric rays: point k of ray r at a distance that grows with k, bent a little."""
        spread, bend, points = 1.1 + rng.random(), 0.3 * rng.random(), []
        for i in range(n):
            r, k = i % 3, i // 3
            angle = 2.0 * math.pi * r / 3.0 + bend * k / n + 0.02 * rng.random()
            radius = 0.45 * spread ** (k - (n - 1) // 3)
            points.append((0.5 + radius * math.cos(angle), 0.5 + radius * math.sin(angle)))
        return [q[0] for q in points] + [q[1] for q in points]

    calls = objective.left
    x = min((nested() for _ in range(calls // 5)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(n)
        step = 0.2 * 0.01 ** rng.random()
        for j in (i, i + n):
            y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, step)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
