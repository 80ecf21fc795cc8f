# expect: invalid: x: expected 15 numbers, got 16
def solve(n):
    return {"w": 1.0, "x": [0.5] * (n + 1), "y": [0.5] * (n + 1), "r": [0.01] * (n + 1)}
