# expect: invalid: entries, expected
def solve(xy, demand, ready, due, service, pair, Q):
    return {"route": [0] * (2 * len(pair) + 1)}
