# expect: invalid:
def solve(W, H, cells, start):
    n = len(start) - 1
    return {"used": [1] + [0] * (n - 1), "x": [-1] * n, "y": [0] * n, "orient": [0] * n}
