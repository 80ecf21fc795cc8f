# profile: cheap
import math
import random

import numpy as np


def solve(x, y, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    # the nearest affine function, rounded down
    design = np.column_stack([x, np.ones(len(y))])
    a, b, c = (round(1e6 * float(w)) for w in np.linalg.lstsq(design, y + 0.5, rcond=None)[0])
    found = f"({a}*x0 + {b}*x1 + {c})//1000000"
    # EVOLVE-BLOCK-END
    return {"expr": found}
