# expect: invalid: is 3, expected 0..2
def solve(q, n):
    return {"w": [[q] * n]}
