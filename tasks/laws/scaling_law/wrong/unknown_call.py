# expect: invalid: unknown name __import__
def solve(N, D, lr, loss):
    return {"expr": "__import__(1)"}
