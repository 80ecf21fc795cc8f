# expect: invalid: side
def solve(n, **rest):
    return {"side": [i % 2 == 0 for i in range(n)]}
