# expect: invalid: equal
def solve(n, rule):
    return {"p": [[0, 0], [1, 0], [0, 0]]}
