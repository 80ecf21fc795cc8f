# expect: invalid: expr: expected text
def solve(train, sizes, capacity):
    return {"expr": 1.0}
