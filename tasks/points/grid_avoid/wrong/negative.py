# expect: invalid: p[0, 0] is -1
def solve(n, rule):
    return {"p": [[-1, 0], [0, 1]]}
