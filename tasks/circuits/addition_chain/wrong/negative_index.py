# expect: invalid: expected 0..
def solve(targets):
    return {"steps": [[0, -1]]}
