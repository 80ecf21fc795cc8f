# expect: invalid: expected finite
def solve(n, d):
    return {"p": [[float("nan")] * d] * n}
