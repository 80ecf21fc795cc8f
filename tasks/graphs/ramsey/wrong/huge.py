# expect: invalid|output|error:
def solve(n, sizes):
    return {"col": [2**70] * (n * (n - 1) // 2)}
