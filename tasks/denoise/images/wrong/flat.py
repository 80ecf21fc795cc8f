# expect: invalid: X: expected 16 x 64 x 64 numbers
def solve(Y, gain, sigma):
    return {"X": Y.reshape(16, -1)}
