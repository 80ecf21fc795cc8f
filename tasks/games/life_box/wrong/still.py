# expect: ok: period 1
# at most: 0
def solve(b):
    return {"cells": [[1, 1] + [0] * (b - 2)] * 2 + [[0] * b] * (b - 2)}
