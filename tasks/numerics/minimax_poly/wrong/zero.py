# expect: ok:
# at most: 0.0
def solve(f, lo, hi, deg, bits, table):
    return {"c": [0] * (deg + 1)}
