# expect: invalid: unknown name secret
def solve(jobs, ops, down):
    return {"expr": "slack + secret"}
