# expect: invalid: both end elements
def solve(n, k, u0):
    return {"on": list(range(k))}
