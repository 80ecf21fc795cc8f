# expect: invalid: x
def solve(n, **rest):
    return {"x": [0.5] * n}
