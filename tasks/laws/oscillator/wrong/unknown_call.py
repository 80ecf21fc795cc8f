# expect: invalid: unknown name __import__
def solve(t, x, v, a):
    return {"expr": "__import__(1)"}
