# expect: invalid: c: expected 3 numbers, got 5
def solve(s, p, axis):
    return {"c": [1.0] * (s + 1)}
