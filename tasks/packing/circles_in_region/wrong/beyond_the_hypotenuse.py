# expect: invalid: centre outside
def solve(n, region):
    return {"x": [0.6] * n, "y": [0.6] * n, "r": [0.0] * n}
