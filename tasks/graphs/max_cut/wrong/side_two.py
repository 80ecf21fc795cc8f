# expect: invalid: side[0] is 2
def solve(n, **rest):
    return {"side": [2] + [0] * (n - 1)}
