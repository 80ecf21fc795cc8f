# expect: invalid: in line
def solve(n, rule):
    return {"p": [[0, 0], [1, 2], [3, 6]]}
