# expect: ok:
# at most: 0.0
# coefficients meant for more fractional bits than the task has
def solve(f, lo, hi, deg, bits, table):
    return {"c": [1048576, 728896, 235008, 82944], "bits": 20}
