# expect: invalid: w[0] is nan
def solve(d, n):
    return {"x": [[0.5] * d] * n, "w": [float("nan")] * n}
