# expect: invalid: share cells
def solve(p, want):
    return {"r": [[0, 0, 10000, 10000]] * len(p)}
