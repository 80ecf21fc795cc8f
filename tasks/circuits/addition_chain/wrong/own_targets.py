# expect: invalid:
def solve(targets):
    targets[:] = ["2"]
    return {"targets": ["2"], "steps": [[0, 0]]}
