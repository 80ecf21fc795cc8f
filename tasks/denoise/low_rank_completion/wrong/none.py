# expect: invalid: X
def solve(Y, mask):
    return {"X": None}
