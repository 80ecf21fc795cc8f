# expect: ok:
# at most: 3
# empty routes are free, one vehicle per customer is not
def solve(xy, demand, Q):
    return {"route": [0, 0, 0] + [c for k in range(1, len(xy)) for c in (k, 0)]}
