# expect: invalid: w: expected 0 < w < 2
def solve(n):
    return {"w": 0.0, "x": [0.0] * n, "y": [0.5] * n, "r": [0.0] * n}
