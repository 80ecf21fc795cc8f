# expect: invalid: number 1e999 is not finite
def solve(jobs, ops, down):
    return {"expr": "slack*1e999"}
