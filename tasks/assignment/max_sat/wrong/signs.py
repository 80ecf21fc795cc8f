# expect: invalid: x[0] is -1, expected 0..1
def solve(n, **rest):
    return {"x": [-1] * n}
