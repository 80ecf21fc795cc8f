# expect: invalid: appears 300 times
def solve(X, length):
    return {"rows": [0] * len(X), "cols": [list(range(X.shape[1]))] * len(X)}
