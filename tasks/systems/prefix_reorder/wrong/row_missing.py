# expect: invalid: rows: expected
def solve(X, length):
    return {"rows": list(range(len(X) - 1)), "cols": [list(range(X.shape[1]))] * len(X)}
