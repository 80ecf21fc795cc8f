# expect: invalid: 1000 entries
def solve(n):
    return {"v": [[0] * n] * 1000}
