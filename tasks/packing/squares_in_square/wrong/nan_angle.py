# expect: invalid: expected finite
def solve(n):
    return {"x": [2.0 * i for i in range(n)], "y": [0.0] * n, "theta": [float("nan")] * n}
