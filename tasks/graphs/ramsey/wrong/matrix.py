# expect: invalid: col
def solve(n, sizes):
    return {"col": [[0] * n for _ in range(n)]}
