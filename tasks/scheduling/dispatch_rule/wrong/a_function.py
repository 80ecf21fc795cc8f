# expect: invalid: expr: expected text
def solve(jobs, ops, down):
    return {"expr": 1.0}
