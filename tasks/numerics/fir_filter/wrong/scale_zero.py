# expect: invalid: scale is 0
def solve(taps, bits, bands, weight):
    return {"h": [1] * ((taps + 1) // 2), "scale": 0.0}
