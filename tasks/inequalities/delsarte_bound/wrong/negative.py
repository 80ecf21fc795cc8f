# expect: invalid: expected no negative coefficient
def solve(d, deg_max):
    return {"f": [1 / 24, 7 / 20, 1 / 3, 2 / 5, -1e-12]}
