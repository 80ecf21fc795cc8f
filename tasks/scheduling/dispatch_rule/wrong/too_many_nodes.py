# expect: invalid: more than 48 nodes
def solve(jobs, ops, down):
    return {"expr": "slack" + " + slack" * 24}
