# profile: cheap
import json
import random


def solve(n, k, budget, round, rounds, state, reply, seed=0):
    rng = random.Random(1000 * seed + round)
    # EVOLVE-BLOCK-START
    batch = 50
    swaps = 2
    if round == 0:
        best, best_value, asked = rng.sample(range(n), k), -1, []
    else:
        best, best_value, asked = json.loads(state)
        for items, value in zip(asked, reply, strict=True):
            if value > best_value:
                best, best_value = items, int(value)
    if round == rounds - 1:
        return {"answer": [int(i in best) for i in range(n)]}
    asked = []
    for _ in range(min(batch, budget // rounds)):
        kept = rng.sample(best, max(0, k - swaps))
        others = [i for i in range(n) if i not in kept]
        asked.append(kept + rng.sample(others, k - len(kept)))
    sets = [[int(i in items) for i in range(n)] for items in asked]
    # EVOLVE-BLOCK-END
    return {"ask": sets, "state": json.dumps([best, best_value, asked]).encode()}
