# profile: cheap
import math
import random

import numpy as np


def solve(N, D, lr, loss, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    best, least = f"{np.log(loss).mean():.9g}", math.inf
    for a in (0.2, 0.35, 0.5):
        for b in (0.2, 0.35, 0.5):
            design = np.array([np.ones(len(loss)), N**-a, D**-b]).T
            w, rest = np.linalg.lstsq(design, loss, rcond=None)[:2]
            if w.min() > 0 and rest[0] < least:
                best, least = f"log({w[0]:.9g} + {w[1]:.9g}*pow(N, -{a}) + {w[2]:.9g}*pow(D, -{b}))", rest[0]
    # EVOLVE-BLOCK-END
    return {"expr": best}
