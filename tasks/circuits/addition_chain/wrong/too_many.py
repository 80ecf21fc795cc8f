# expect: invalid: at most
def solve(targets):
    return {"steps": [[0, 0]] * 5000}
