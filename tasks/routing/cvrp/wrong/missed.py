# expect: invalid: customer 49 is not visited
def solve(xy, demand, Q):
    return {"route": [c for k in range(1, len(xy) - 1) for c in (k, 0)]}
