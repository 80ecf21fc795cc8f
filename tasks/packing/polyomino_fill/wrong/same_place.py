# expect: invalid:
def solve(W, H, cells, start):
    n = len(start) - 1
    return {"used": [1] * n, "x": [0] * n, "y": [0] * n, "orient": [0] * n}
