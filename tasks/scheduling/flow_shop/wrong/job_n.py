# expect: invalid: order
def solve(p):
    n = len(p[0])
    return {"order": list(range(1, n + 1))}
