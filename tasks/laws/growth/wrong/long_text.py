# expect: invalid: 100000 characters, at most 600
def solve(t, P, dP):
    return {"expr": "P" * 100000}
