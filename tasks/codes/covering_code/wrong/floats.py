# expect: invalid: w
def solve(q, n):
    return {"w": [[0.5] * n]}
