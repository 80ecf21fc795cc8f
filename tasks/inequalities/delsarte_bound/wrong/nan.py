# expect: invalid: expected finite numbers
def solve(d, deg_max):
    return {"f": [float("nan"), 1.0]}
