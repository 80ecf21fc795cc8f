# expect: invalid: r: expected
def solve(p, want):
    return {"r": [[int(x), int(y), int(x) + 1, int(y) + 1] for x, y in p][1:]}
