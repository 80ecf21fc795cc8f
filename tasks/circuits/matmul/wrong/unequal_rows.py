# expect: invalid: rows, U has
def solve(n, m, p):
    return {"U": [[1] * n * m], "V": [[1] * m * p] * 2, "W": [[1] * p * n]}
