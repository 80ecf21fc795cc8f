# expect: invalid: col[0] is -1, expected 0..2
def solve(n, sizes):
    return {"col": [-1] * (n * (n - 1) // 2)}
