# expect: invalid: has the duality gap
import numpy as np


def solve(X, y, lam):
    return {"B": np.tile(np.linalg.lstsq(X, y, rcond=None)[0], (len(lam), 1))}
