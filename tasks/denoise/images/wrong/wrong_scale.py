# expect: ok:
# at most: 5.0
def solve(Y, gain, sigma):
    return {"X": Y / 100.0, "reference": 1e12}
