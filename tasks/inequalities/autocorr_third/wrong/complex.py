# expect: invalid: a
import numpy as np


def solve(n_max):
    return {"a": np.ones(n_max, dtype=complex)}
