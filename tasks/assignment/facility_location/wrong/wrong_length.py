# expect: invalid: at: expected 100 integers, got 50
def solve(cost, **rest):
    return {"at": [0] * len(cost)}
