# expect: ok:
# at most: 0
def solve(b):
    return {"cells": [[0] * b] * b, "generations": 10**6}
