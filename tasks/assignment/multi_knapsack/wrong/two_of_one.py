# expect: invalid: x[0] is 2, expected 0..1
def solve(p, **rest):
    return {"x": [2] + [0] * (len(p) - 1)}
