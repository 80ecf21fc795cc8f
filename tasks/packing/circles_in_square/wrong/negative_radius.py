# expect: invalid: negative radius
def solve(n):
    return {"x": [0.5] * n, "y": [0.5] * n, "r": [0.5] + [-0.5] * (n - 1)}
