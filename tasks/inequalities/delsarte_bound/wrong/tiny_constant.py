# expect: invalid: f[0] is zero
def solve(d, deg_max):
    return {"f": [1e-300, 1.0, 1.0]}
