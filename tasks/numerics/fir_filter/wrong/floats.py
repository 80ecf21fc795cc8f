# expect: invalid: h
def solve(taps, bits, bands, weight):
    return {"h": [1.5] * ((taps + 1) // 2), "scale": 1.0}
