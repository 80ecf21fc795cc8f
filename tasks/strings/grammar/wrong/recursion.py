# expect: invalid: expected 0..
def solve(alphabet, s):
    return {"rules": [[0, alphabet]]}
