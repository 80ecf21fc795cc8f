# expect: ok:
def solve(X, length):
    return {"rows": list(range(len(X))), "cols": [list(range(X.shape[1]))] * len(X), "X": [[0] * X.shape[1]] * len(X), "length": [10**6] * X.shape[1]}
