# expect: invalid: expected -8..8
def solve(n, m, p):
    return {"U": [[2**62] * n * m], "V": [[4] * m * p], "W": [[1] * p * n]}
