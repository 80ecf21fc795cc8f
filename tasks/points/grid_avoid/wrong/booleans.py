# expect: invalid: p
def solve(n, rule):
    return {"p": [[True, False], [False, True]]}
