# expect: ok:
# at most: 0.5
# a constant function with a forged value and a fractional number of pieces
def solve(n_max):
    return {"h": [0.5] * n_max, "n": n_max + 0.9999999999, "value": 0.3808, "c5_bound": 0.3808}
