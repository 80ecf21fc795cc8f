# expect: invalid: col
def solve(n, sizes):
    return {"col": [True] * (n * (n - 1) // 2)}
