# expect: invalid: f is not below f[0]
def solve(d, deg_max):
    return {"f": [1.0, 1.0]}
