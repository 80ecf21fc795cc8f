# expect: invalid: at most 24 allowed
def solve(n, d):
    return {"edges": [[u, v] for u in range(n) for v in range(u)]}
