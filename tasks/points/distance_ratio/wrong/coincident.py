# expect: invalid:
def solve(n, d):
    return {"p": [[0.25] * d] * n}
