# expect: invalid: x: expected 14 numbers, got 15
def solve(n, region):
    return {"x": [0.2] * (n + 1), "y": [0.2] * (n + 1), "r": [0.01] * (n + 1)}
