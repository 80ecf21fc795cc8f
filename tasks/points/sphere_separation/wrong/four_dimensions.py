# expect: invalid: p: expected 13 x 3 numbers
import numpy as np


def solve(n):
    return {"p": np.eye(n)}
