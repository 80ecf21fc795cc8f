# expect: invalid: p: expected 8 x 2 numbers
import numpy as np


def solve(n, region):
    return {"p": np.zeros((n, 3))}
