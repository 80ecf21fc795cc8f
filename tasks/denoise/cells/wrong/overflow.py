# expect: invalid: X[0]: the row adds up to inf
def solve(Y):
    return {"X": Y * 0.0 + 1e308}
