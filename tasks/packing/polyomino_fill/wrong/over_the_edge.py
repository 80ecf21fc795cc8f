# expect: invalid:
def solve(W, H, cells, start):
    n = len(start) - 1
    return {"W": 10**6, "used": [1] * n, "x": [10 * i for i in range(n)], "y": [0] * n, "orient": [0] * n}
