# expect: invalid: is empty
def solve(p, want):
    return {"r": [[int(x), int(y), int(x), int(y)] for x, y in p]}
