# expect: invalid: leaves the unit square
def solve(n, d):
    return {"p": [[1.0 + 1e-9] * d] + [[(i + 0.5) / n] * d for i in range(1, n)]}
