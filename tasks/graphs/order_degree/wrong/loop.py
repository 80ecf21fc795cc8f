# expect: invalid: loop at vertex 0
def solve(n, d):
    return {"edges": [[0, 0]] + [[u, u + 1] for u in range(n - 1)]}
