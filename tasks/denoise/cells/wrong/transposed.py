# expect: invalid: X: expected 600 x 300 numbers
def solve(Y):
    return {"X": Y.T}
