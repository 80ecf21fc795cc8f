# expect: invalid: route
def solve(xy, demand, ready, due, service, pair, Q):
    return {"route": [-i for i in range(1, len(pair))]}
