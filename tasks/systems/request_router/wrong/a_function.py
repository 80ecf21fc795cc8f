# expect: invalid: expr: expected text
def solve(train, speed, stale, slots):
    return {"expr": 1.0}
