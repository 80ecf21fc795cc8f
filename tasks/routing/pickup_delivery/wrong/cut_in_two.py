# expect: invalid: without the delivery
def solve(xy, demand, ready, due, service, pair, Q):
    route = []
    for i in range(1, len(pair)):
        if demand[i] > 0:
            route += [i, 0, int(pair[i]), 0]
    return {"route": route[:-1]}
