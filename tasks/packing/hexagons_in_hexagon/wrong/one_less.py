# expect: invalid: x: expected 11 numbers, got 10
def solve(n):
    return {"x": [2.0 * i for i in range(n - 1)], "y": [0.0] * (n - 1), "theta": [0.0] * (n - 1), "n": n - 1}
