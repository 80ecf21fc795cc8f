# expect: invalid: {1, 0} appears twice
def solve(n, d):
    return {"edges": [[0, 1], [1, 0]] + [[u, u + 1] for u in range(1, n - 1)]}
