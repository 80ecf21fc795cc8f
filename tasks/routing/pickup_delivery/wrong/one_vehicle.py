# expect: invalid: at the latest
def solve(xy, demand, ready, due, service, pair, Q):
    return {"route": list(range(1, len(pair)))}
