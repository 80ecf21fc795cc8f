# expect: invalid: order: expected
def solve(p, w, due):
    return {"order": list(range(len(p) - 1))}
