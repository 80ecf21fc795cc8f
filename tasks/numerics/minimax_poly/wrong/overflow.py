# expect: invalid: expected -1099511627776..1099511627776
def solve(f, lo, hi, deg, bits, table):
    return {"c": [2**62] * (deg + 1)}
