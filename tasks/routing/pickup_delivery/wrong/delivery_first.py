# expect: invalid: before its pickup
def solve(xy, demand, ready, due, service, pair, Q):
    route = []
    for i in range(1, len(pair)):
        if demand[i] > 0:
            route += [int(pair[i]), 0, i, 0]
    return {"route": route[:-1]}
