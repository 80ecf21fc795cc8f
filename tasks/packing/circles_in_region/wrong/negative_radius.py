# expect: invalid: negative radius
def solve(n, region):
    return {"x": [0.2] * n, "y": [0.2] * n, "r": [0.2] + [-0.2] * (n - 1)}
