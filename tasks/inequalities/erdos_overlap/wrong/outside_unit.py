# expect: invalid: mean
# heights of 2 and -1 have mean 1/2 before clipping, not after it
def solve(n_max):
    return {"h": [2.0, -1.0, -1.0, 2.0, 2.0, -1.0, 0.5, 0.5, 2.0]}
