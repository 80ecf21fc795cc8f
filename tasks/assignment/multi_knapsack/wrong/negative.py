# expect: invalid: x[1] is -1, expected 0..1
def solve(p, **rest):
    return {"x": [1, -1] + [0] * (len(p) - 2)}
