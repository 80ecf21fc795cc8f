# expect: invalid: orient[0] is 8
def solve(W, H, cells, start):
    n = len(start) - 1
    return {"used": [1] + [0] * (n - 1), "x": [0] * n, "y": [0] * n, "orient": [8] * n}
