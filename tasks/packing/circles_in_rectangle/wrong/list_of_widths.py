# expect: invalid: w: expected a number
def solve(n):
    return {"w": [1.0, 1.9], "x": [0.5] * n, "y": [0.5] * n, "r": [0.01] * n}
