# expect: invalid: order
def solve(p):
    n = len(p[0])
    return {"order": [10**30] + list(range(1, n))}
