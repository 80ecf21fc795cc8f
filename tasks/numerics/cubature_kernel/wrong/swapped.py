# expect: invalid: x: expected 16 x 2 numbers
def solve(d, n):
    return {"x": [[0.5] * n] * d, "w": [0.1] * n}
