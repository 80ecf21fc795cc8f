# expect: invalid: seq: expected
def solve(p, s):
    m, n = len(p), len(p[0])
    return {"seq": [*range(n - 1)] + [-1] * (m - 1)}
