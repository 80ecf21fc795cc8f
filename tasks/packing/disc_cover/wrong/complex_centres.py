# expect: invalid|error|output:
import numpy as np


def solve(n):
    return {"x": np.full(n, 0.5 + 0.1j), "y": [0.5] * n}
