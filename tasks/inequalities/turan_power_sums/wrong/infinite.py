# expect: invalid: expected finite numbers
def solve(n):
    return {"re": [float("inf")] + [1.0] * (n - 1), "im": [0.0] * n}
