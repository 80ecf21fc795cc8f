# expect: invalid: expr: expected text
def solve(train, nodes):
    return {"expr": 1.0}
