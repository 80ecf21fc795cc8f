# expect: invalid|error|output:
import numpy as np


def solve(n):
    return {"x": [0.5] * n, "y": [0.5] * n, "r": np.full(n, 0.1 + 0.5j)}
