# expect: invalid: cols
def solve(X, length):
    return {"rows": list(range(len(X))), "cols": [[True] * X.shape[1]] * len(X)}
