# expect: invalid: expected -8..8
def solve(n, m, p):
    return {"U": [[9] * n * m], "V": [[1] * m * p], "W": [[1] * p * n]}
