# expect: invalid: expected 4 integers, got 6
def solve(f, lo, hi, deg, bits, table):
    return {"c": [1024, 710, 245, 57, 10, 2], "deg": 5}
