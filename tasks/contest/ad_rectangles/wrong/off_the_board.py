# expect: invalid: r[
def solve(p, want):
    r = [[int(x), int(y), int(x) + 1, int(y) + 1] for x, y in p]
    i = max(range(len(p)), key=lambda k: p[k][0])
    r[i] = [int(p[i][0]), 0, 10001, 10000]
    return {"r": r}
