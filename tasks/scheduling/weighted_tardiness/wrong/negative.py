# expect: invalid: order
def solve(p, w, due):
    return {"order": [-1] + list(range(len(p) - 1))}
