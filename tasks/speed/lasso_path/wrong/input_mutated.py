# expect: error: read-only
def solve(X, y, lam):
    y -= y.mean()
    return {"B": X}
