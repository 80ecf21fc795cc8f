# expect: invalid: x[0][0] is -1e-09, expected 0..1
def solve(d, n):
    return {"x": [[-1e-9] * d] * n, "w": [0.1] * n}
