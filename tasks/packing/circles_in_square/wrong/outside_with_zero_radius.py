# expect: invalid: centre outside
def solve(n):
    return {"x": [0.5] * (n - 1) + [1.5], "y": [0.5] * n, "r": [0.5] + [0.0] * (n - 1)}
