# profile: cheap
import math
import random


def solve(A, C, T, K, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START

    def play(choose):
        own, power, units = K, [[0] * len(A) for _ in C], [[1] * len(A) for _ in C]
        acts = []
        for turn in range(T):
            i, j = choose(turn, own, power, units)
            if i >= 0:
                own -= C[i][j] * (power[i][j] + 1)
                power[i][j] += 1
            acts.append([i, j])
            for k in range(len(A)):
                own += int(A[k]) * units[0][k] * power[0][k]
                for level in range(1, len(C)):
                    units[level - 1][k] += units[level][k] * power[level][k]
        return own, acts

    def pay_back(turn, own, power, units):
        options = [(0, -1, -1)]
        for j, gain in enumerate(map(int, A)):
            for i in range(len(C)):
                price = C[i][j] * (power[i][j] + 1)
                if price <= own:
                    options.append((gain * units[i][j] * math.comb(T - turn, i + 1) - price, i, j))
                gain *= power[i][j]
        return max(options)[1:]

    tries = objective.left // 3
    x = min(([rng.randint(objective.low, objective.high) for _ in range(size)] for _ in range(tries)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = rng.randint(objective.low, objective.high)
        if rng.random() < 0.5:
            y[i] = x[rng.randrange(size)]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    acts = objective.answer(best)["act"]
    found = max(play(lambda turn, *_: acts[turn]), play(pay_back))
    # EVOLVE-BLOCK-END
    return {"act": found[1]}
