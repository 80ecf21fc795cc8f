# expect: invalid: unknown name __import__
def solve(eps, T, rate, sigma):
    return {"expr": "__import__(1)"}
