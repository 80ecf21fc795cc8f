# expect: invalid: X
def solve(Y, mask):
    return {"X": [[Y[i, j] if mask[i, j] else float("nan") for j in range(100)] for i in range(150)]}
