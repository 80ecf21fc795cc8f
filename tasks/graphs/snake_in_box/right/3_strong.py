# profile: cheap
import math
import random


def solve(d, kind, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size

    # EVOLVE-BLOCK-START
    def extend(first):
        """Directions of a walk that takes those of `first`, then random ones while one keeps the path induced (0 may be met again)."""
        touched, at, steps = [0] * 2**d, 0, []
        touched[0] = d
        while True:
            for b in range(d):
                touched[at ^ 1 << b] += 1
            free = [b for b in range(d) if touched[at ^ 1 << b] == 1]
            if not free:
                return steps
            b = first[len(steps)] if len(steps) < len(first) else rng.choice(free)
            at ^= 1 << b
            steps.append(b)

    steps = extend([])
    x = (steps + [0] * size)[:size]
    value = objective(x)
    best, best_value = list(x), value
    for _ in range(objective.left):
        other = extend(steps[: rng.randrange(len(steps))])
        y = (other + [0] * size)[:size]
        new = objective(y)
        if new <= value:
            x, value, steps = y, new, other
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
