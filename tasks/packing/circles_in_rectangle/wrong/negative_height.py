# expect: invalid: w: expected 0 < w < 2
def solve(n):
    return {"w": 2.5, "x": [1.0] * n, "y": [0.0] * n, "r": [0.5] * n}
