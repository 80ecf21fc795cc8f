# expect: invalid: s
# 255 is -1 in eight bits
import numpy as np


def solve(n):
    return {"s": np.full(n, 255, dtype=np.uint8)}
