# expect: ok: 8 terms added
# at most: 9
def solve(n, m, p):
    return {"U": [[0] * n * m], "V": [[0] * m * p], "W": [[0] * p * n]}
