# expect: invalid: cols[0] is [0, 0, 2
def solve(X, length):
    return {"rows": list(range(len(X))), "cols": [[0, 0, *range(2, X.shape[1])]] * len(X)}
