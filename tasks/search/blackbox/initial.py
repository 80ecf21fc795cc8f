import json
import random


def solve(d, budget, round, rounds, state, reply, seed=0):
    rng = random.Random(1000 * seed + round)
    # EVOLVE-BLOCK-START
    batch = 100
    spread = 5.0
    shrink = 1.0
    if round == 0:
        best, best_value, asked = [0.0] * d, 1e300, []
    else:
        best, best_value, asked = json.loads(state)
        for x, value in zip(asked, reply, strict=True):
            if value < best_value:
                best, best_value = x, float(value)
    if round == rounds - 1:
        return {"answer": best}
    width = spread * shrink**round
    asked = []
    for _ in range(min(batch, budget // rounds)):
        asked.append([max(-5.0, min(5.0, best[i] * (round > 0) + rng.uniform(-width, width))) for i in range(d)])
    # EVOLVE-BLOCK-END
    return {"ask": asked, "state": json.dumps([best, best_value, asked]).encode()}
