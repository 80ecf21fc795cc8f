# expect: invalid: side: expected
def solve(n, **rest):
    return {"side": [0, 1] * n}
