# profile: cheap
import math
import random


def solve(dur, pred, need, cap, seed=0, objective=None):
    rng = random.Random(seed)
    n = objective.size
    # EVOLVE-BLOCK-START
    dur = [int(v) for v in dur]
    after = [[] for _ in range(n)]
    for a, b in pred:
        after[int(a)].append(int(b))
    tail, work = [0] * n, [sum(int(v) for v in row) * dur[j] for j, row in enumerate(need)]
    for j in reversed(range(n)):
        tail[j] = dur[j] + max((tail[b] for b in after[j]), default=0)
    rank = [work[j] + sum(work[b] for b in after[j]) for j in range(n)]
    top = max(rank)
    starts = [sorted(range(n), key=lambda j: -tail[j] - mix * rank[j] / top) for mix in (0, 5, 10)]
    x = min(starts, key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        for _ in range(rng.randint(1, 2)):
            i = rng.randrange(n)
            y.insert(max(0, min(n - 1, i + rng.randint(-10, 10))), y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
