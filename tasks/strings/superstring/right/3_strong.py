# profile: cheap
import math
import random


def solve(alphabet, words, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    texts = [bytes(w) for w in words]

    def overlap(a, b):
        return next((k for k in range(min(len(a), len(b)) - 1, 0, -1) if a.endswith(b[:k])), 0)

    pairs = [(overlap(texts[i], texts[j]), i, j) for i in range(size) for j in range(size) if i != j]
    follow, head = {}, list(range(size))
    for _, i, j in sorted(pairs, reverse=True):
        if i not in follow and j not in follow.values() and head[i] != head[j]:
            follow[i] = j
            old, new = head[j], head[i]
            head = [new if h == old else h for h in head]
    x = [next(i for i in range(size) if i not in follow.values())]
    while x[-1] in follow:
        x.append(follow[x[-1]])
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        part = y[i : i + rng.randint(1, 5)]
        del y[i : i + len(part)]
        j = rng.randint(0, len(y))
        y[j:j] = part
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
