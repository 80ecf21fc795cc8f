# expect: ok:
# at most: 5.0
def solve(Y):
    return {"X": Y * 0.0 + 1.0, "mean": Y, "reference": 1e9}
