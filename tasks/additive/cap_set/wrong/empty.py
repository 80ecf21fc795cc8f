# expect: invalid: 0 entries
def solve(n):
    return {"v": []}
