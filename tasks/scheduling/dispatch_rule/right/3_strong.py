# profile: cheap
import math
import random


def solve(jobs, ops, down, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    # apparent tardiness cost with a long look ahead, and rather feed machines that run dry
    mean = sum(int(row[1]) for shop in ops for job in shop for row in job if row[0] >= 0) / sum(
        int(row[0] >= 0) for shop in ops for job in shop for row in job
    )
    best = f"-weight/p*exp(-max(slack, 0)/{5 * mean:.6g}) + 0.00001*next"
    # EVOLVE-BLOCK-END
    return {"expr": best}
