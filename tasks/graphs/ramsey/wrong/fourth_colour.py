# expect: invalid: col[0] is 3, expected 0..2
def solve(n, sizes):
    return {"col": [len(sizes)] * (n * (n - 1) // 2)}
