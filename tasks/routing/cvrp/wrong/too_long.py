# expect: invalid: at most 150 allowed
def solve(xy, demand, Q):
    return {"route": [0] * (3 * len(xy) + 1)}
