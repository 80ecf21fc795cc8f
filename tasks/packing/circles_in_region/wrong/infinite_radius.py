# expect: invalid: expected finite
def solve(n, region):
    return {"x": [0.2] * n, "y": [0.2] * n, "r": [float("inf")] * n}
