# profile: cheap
import math
import random


def solve(machine, time, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    n, m = len(machine), len(machine[0])
    machine, time = [[[int(v) for v in row] for row in table] for table in (machine, time)]

    def dispatch(noise):
        # Giffler and Thompson's active schedules: on the machine of the earliest possible end, most work remaining goes first
        at, ready, free, order = [0] * n, [0] * n, [0] * m, []
        work = [sum(row) for row in time]
        while len(order) < size:
            rest = [j for j in range(n) if at[j] < m]
            end, first = min((max(ready[j], free[machine[j][at[j]]]) + time[j][at[j]], j) for j in rest)
            busy = machine[first][at[first]]
            near = [j for j in rest if machine[j][at[j]] == busy and max(ready[j], free[busy]) < end]
            job = max(near, key=lambda j: work[j] * (1 + noise * rng.random()))
            ready[job] = free[busy] = max(ready[job], free[busy]) + time[job][at[job]]
            work[job] -= time[job][at[job]]
            order.append(job + n * at[job])
            at[job] += 1
        return order

    starts = [dispatch(0.0)] + [dispatch(0.5) for _ in range(min(20, objective.left // 4))]
    x = min(starts, key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y.insert(max(0, min(size - 1, i + rng.randint(-2 * n, 2 * n))), y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
