# expect: invalid: entries, expected
def solve(n, m, p):
    return {"U": [[1] * n * m] * 1000, "V": [[1] * m * p] * 1000, "W": [[1] * p * n] * 1000}
