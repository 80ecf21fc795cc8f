# expect: invalid: 82 entries
def solve(q, n):
    return {"w": [[0] * n] * (q**n + 1)}
