# expect: invalid: f[0] is zero
def solve(d, deg_max):
    return {"f": [0.0] * 10}
