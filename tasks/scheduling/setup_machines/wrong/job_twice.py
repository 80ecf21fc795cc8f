# expect: invalid: appears 2 times
def solve(p, s):
    m, n = len(p), len(p[0])
    return {"seq": [0, *range(n - 1)] + [-1] * (m - 1)}
