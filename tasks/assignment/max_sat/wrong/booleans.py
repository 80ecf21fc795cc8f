# expect: invalid: x
def solve(n, **rest):
    return {"x": [True] * n}
