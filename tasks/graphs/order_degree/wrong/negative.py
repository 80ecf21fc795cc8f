# expect: invalid: expected 0..15
def solve(n, d):
    return {"edges": [[u, u - 1] for u in range(n)]}
