# expect: invalid: mean
def solve(n_max):
    return {"h": [0.499] * n_max}
