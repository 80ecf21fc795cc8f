# expect: invalid: 0 entries
def solve(q, n):
    return {"w": []}
