# profile: cheap
import math
import random


def solve(xy, demand, ready, due, service, pair, Q, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    picks = [i for i in range(1, len(pair)) if demand[i] > 0]
    due, ready = [int(v) for v in due], [int(v) for v in ready]
    rules = (
        lambda k: due[picks[k]],
        lambda k: due[int(pair[picks[k]])],
        lambda k: due[picks[k]] + due[int(pair[picks[k]])],
        lambda k: ready[picks[k]],
    )
    x = min((sorted(range(size), key=rule) for rule in rules), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        reach = 5 if rng.random() < 0.5 else size
        y.insert(max(0, min(size - 1, i + rng.randint(-reach, reach))), y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
