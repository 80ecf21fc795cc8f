# expect: ok:
# at most: 0.0
def solve(W, H, cells, start):
    n = len(start) - 1
    return {"used": [0] * n, "x": [99] * n, "y": [-99] * n, "orient": [0] * n, "covered": W * H}
