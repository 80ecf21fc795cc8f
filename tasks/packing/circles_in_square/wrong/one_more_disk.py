# expect: invalid: x: expected 20 numbers, got 21
def solve(n):
    return {"x": [0.5] * (n + 1), "y": [0.5] * (n + 1), "r": [0.01] * (n + 1)}
