# expect: invalid: 100000 characters, at most 600
def solve(jobs, ops, down):
    return {"expr": "s" * 100000}
