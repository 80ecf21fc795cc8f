# expect: invalid: does not belong to the language
def solve(jobs, ops, down):
    return {"expr": "slack.__class__"}
