# expect: invalid: seq
def solve(p, s):
    m, n = len(p), len(p[0])
    return {"seq": [10**30, *range(1, n)] + [-1] * (m - 1)}
