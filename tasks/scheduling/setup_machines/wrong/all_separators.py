# expect: invalid: times -1
def solve(p, s):
    m, n = len(p), len(p[0])
    return {"seq": [-1] * (n + m - 1)}
