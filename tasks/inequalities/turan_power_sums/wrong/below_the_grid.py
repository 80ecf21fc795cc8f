# expect: invalid: all numbers are zero
def solve(n):
    return {"re": [1e-300] * n, "im": [0.0] * n}
