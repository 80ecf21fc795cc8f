# expect: invalid: p: expected 8 x 2 numbers
import numpy as np


def solve(n, d):
    return {"d": n, "p": np.eye(n)}
