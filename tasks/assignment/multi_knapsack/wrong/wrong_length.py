# expect: invalid: x: expected 100 integers, got 99
def solve(p, **rest):
    return {"x": [0] * (len(p) - 1)}
