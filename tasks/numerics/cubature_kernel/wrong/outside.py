# expect: invalid: x[0][0] is 1.5, expected 0..1
def solve(d, n):
    return {"x": [[1.5] * d] * n, "w": [0.1] * n}
