# expect: invalid: used[0] is 2
def solve(W, H, cells, start):
    n = len(start) - 1
    return {"used": [2] + [0] * (n - 1), "x": [0] * n, "y": [0] * n, "orient": [0] * n}
