# expect: invalid: is empty
def solve(p, want):
    return {"r": [[int(x) + 1, int(y) + 1, int(x), int(y)] for x, y in p]}
