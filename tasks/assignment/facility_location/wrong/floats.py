# expect: invalid: at
def solve(cost, **rest):
    return {"at": [0.0] * len(cost[0])}
