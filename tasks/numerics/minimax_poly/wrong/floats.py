# expect: invalid: c
def solve(f, lo, hi, deg, bits, table):
    return {"c": [1.0] * (deg + 1)}
