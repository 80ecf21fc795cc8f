# expect: invalid: col: expected 120 integers, got 105
def solve(n, sizes):
    return {"col": [0] * ((n - 1) * (n - 2) // 2)}
