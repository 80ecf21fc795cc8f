# expect: invalid: expr: expected text
def solve(train, C):
    return {"expr": 1.0}
