# expect: invalid: all numbers are zero
def solve(n):
    return {"re": [0.0] * n, "im": [0.0] * n}
