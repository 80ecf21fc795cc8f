# expect: invalid: is -1, expected numbers of at least 0
def solve(Y):
    return {"X": Y * 1.0 - 1.0 * (Y == 0)}
