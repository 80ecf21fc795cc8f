# expect: invalid: X
def solve(Y, mask):
    return {"X": Y + 0j}
