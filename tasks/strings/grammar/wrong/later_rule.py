# expect: invalid: expected 0..
def solve(alphabet, s):
    return {"rules": [[alphabet + 1], s]}
