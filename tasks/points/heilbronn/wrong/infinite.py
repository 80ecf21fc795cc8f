# expect: invalid: expected finite
def solve(n, region):
    return {"p": [[float("inf"), 0.0]] * n}
