# expect: invalid: share cells
def solve(p, want):
    n = len(p)
    i, j = sorted(range(n), key=lambda k: p[k][0])[:2]
    r = [[int(x), int(y), int(x) + 1, int(y) + 1] for x, y in p]
    r[i] = [0, 0, int(p[j][0]) + 1, 10000]
    return {"r": r}
