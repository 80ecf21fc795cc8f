# expect: invalid: negative
def solve(Y):
    return {"X": Y}
