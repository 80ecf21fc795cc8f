# expect: invalid: w: missing
def solve(d, n):
    return {"x": [[0.5] * d] * n}
