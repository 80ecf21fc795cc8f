# expect: invalid: expected finite
def solve(n):
    return {"x": [float("nan")] * n, "y": [float("nan")] * n, "r": [0.1] * n}
