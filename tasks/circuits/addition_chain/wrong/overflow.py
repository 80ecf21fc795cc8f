# expect: invalid:
def solve(targets):
    return {"steps": [[k, k] for k in range(300)]}
