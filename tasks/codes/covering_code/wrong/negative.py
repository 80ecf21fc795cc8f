# expect: invalid: is -1, expected 0..2
def solve(q, n):
    return {"w": [[-1] * n]}
