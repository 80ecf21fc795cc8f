# expect: invalid: X[0]: the row adds up to 0
def solve(Y):
    return {"X": Y * 0.0}
