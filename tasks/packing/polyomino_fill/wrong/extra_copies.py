# expect: invalid: used: expected
def solve(W, H, cells, start):
    n = 4 * (len(start) - 1)
    return {"used": [1] * n, "x": [2 * i % W for i in range(n)], "y": [2 * i // W for i in range(n)], "orient": [0] * n}
