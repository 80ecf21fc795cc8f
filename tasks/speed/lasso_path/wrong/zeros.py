# expect: invalid: has the duality gap
import numpy as np


def solve(X, y, lam):
    return {"B": np.zeros((len(lam), X.shape[1]))}
