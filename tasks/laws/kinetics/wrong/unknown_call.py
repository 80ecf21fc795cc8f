# expect: invalid: unknown name __import__
def solve(A, T, t, r):
    return {"expr": "__import__(1)"}
