# expect: invalid: v
def solve(n):
    return {"v": [[0.0] * n, [1.0] * n]}
