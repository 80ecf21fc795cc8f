# expect: invalid|output|error:
def solve(cost, **rest):
    return {"at": [2**70] * len(cost[0])}
