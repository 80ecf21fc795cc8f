# expect: invalid: not connected
def solve(n, d):
    return {"edges": [[u, u + 1] for u in range(n - 2)]}
