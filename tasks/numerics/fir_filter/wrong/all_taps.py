# expect: invalid: h: expected 8 integers, got 15
def solve(taps, bits, bands, weight):
    return {"h": [1] * taps, "scale": 1.0}
