# expect: invalid: unknown name __import__
def solve(t, P, dP):
    return {"expr": "__import__(1)"}
