# expect: invalid: at[0] is 50, expected 0..49
def solve(cost, **rest):
    return {"at": [len(cost)] * len(cost[0])}
