# expect: invalid: p
def solve(n, rule):
    return {"p": [[0.5, 0.0], [1.0, 3.0]]}
