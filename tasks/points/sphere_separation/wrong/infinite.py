# expect: invalid: expected finite
def solve(n):
    return {"p": [[float("inf"), 0.0, 1.0]] * n}
