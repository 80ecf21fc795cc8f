# expect: invalid: cols: expected
def solve(X, length):
    return {"rows": list(range(len(X))), "cols": list(range(X.shape[1]))}
