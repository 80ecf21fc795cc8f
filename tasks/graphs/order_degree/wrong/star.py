# expect: invalid: vertex 0 has degree 4, at most 3 allowed
def solve(n, d):
    return {"edges": [[0, u] for u in range(1, n)]}
