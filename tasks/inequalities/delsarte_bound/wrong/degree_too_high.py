# expect: invalid: 18 entries
def solve(d, deg_max):
    return {"f": [1.0] * (deg_max + 2)}
